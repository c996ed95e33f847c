// The policy that a fresh installation begins with; an admin can replace it with their own.

/**
 * A vulnerability disclosure policy as Markdown, in the operator's name. The sections are those that CISA's BOD 20-01
 * template and disclose.io ask for: who, what is allowed, what is not, safe harbor, what we do, publishing, contact.
 */
export const defaultPolicy = (
  operator: string,
): string => `${operator} wants to know about weaknesses in its systems before they harm anyone. If you look for them within the rules
below, you are welcome here, whoever you are and whether or not you tell us your name.

## What this covers

Everything that the scope lists as in, as it stands on the day you test. What is not listed is out, even if it belongs
to us; ask before you test it. Systems of our suppliers are theirs: we can pass a report on, but can't allow a test.

## What you may do

- Look for weaknesses with accounts, cars and data of your own, or with the simulated ones we offer.
- Use automated tools at a pace that other people don't notice.
- Go as far as it takes to show that a weakness is real, and stop there.
- Keep what you need for the report until the matter is closed, then delete it.

## What we ask of you

- Don't read, change or keep other people's data. If you come upon it, stop, and tell us at once what you saw.
- Don't disturb the service: no denial of service, no flooding, no tests of how much it can bear.
- Don't touch a vehicle that is moving or that somebody relies on, and nothing that could make one unsafe.
- Don't deceive or pressure our people or customers, and don't enter our buildings.
- Don't leave anything behind: no back doors, no changed settings, no planted files.
- Give us a fair chance to fix it before you publish.

## Safe harbor

If you make a good-faith effort to keep to this policy, we regard your research as authorized under the laws against
unauthorized access to computers, and will neither sue you nor ask the authorities to prosecute you for it. We regard it
as exempt from rules against circumventing technical protection as far as it serves the research, and waive, for the
same purpose, any restriction in our terms of use that would forbid it. If somebody else takes legal action against you
for what you did within this policy, we will say openly that you acted with our authorization.

You are expected, as always, to comply with the law. We can't authorize tests of systems that belong to others, nor
speak for authorities. If you are unsure whether something is allowed, ask us first; a mistake made in good faith and
reported at once does not cost you this protection.

## What we do with your report

- A person reads it, answers you within the time we promise on the program page, and tells you what we found.
- We tell you when its state changes, who has to act next and by when, until it is closed; if you disagree with how we
  closed it, someone else takes a second look.
- We keep your report encrypted and show it only to those who work on it. Mails from us say that something happened,
  never what.
- You can stay anonymous. If you want credit, we give it under the name you choose.

## Publishing

You may publish what you found once it is fixed, or 90 days after you reported it if we have not agreed on another day.
Tell us the day beforehand and leave out other people's data. If people are in danger meanwhile, talk to us about
telling them sooner.

## Questions

Ask us before you test rather than after. Our contact stands in our security.txt, and the form on the program page
reaches the same people.
`;
