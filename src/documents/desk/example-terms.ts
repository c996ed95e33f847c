// A text of terms to begin with, made for one person who accepts by a click. It is a start, not advice.

export const exampleTerms = `The operator of this page (“we”) gives you documents about its security on request. By accepting you agree to the following.

# What is confidential

Everything in the documents that is not public anyway, and what you did not know already.

# What you may do

You may read the documents, and show them within your organization to those who need them to judge our security. You may keep a copy as long as you need it for that, and as long as the law obliges you to.

# What you may not do

You may not pass them on outside your organization, publish them, or remove marks from them. Each copy is marked with your address, visibly and invisibly, so that we can tell whose copy became public.

# How long

Your duties hold for three years after the last download. We may end your access at any time. When the text of these terms changes, you are asked to accept it again before you read on.

# What we keep

We keep who accepted which text and when, and which copies were made for you, for six years. Your address and your requests you can have deleted at any time.
`;
