// What a page of a case shows again after a form was refused.

export type Fields = Readonly<Record<string, string | undefined>>;

export type PageState = {
  /** Which of the page's forms it was. */
  readonly form?: string;
  readonly values?: Fields;
  readonly errors?: Readonly<Record<string, string>>;
};

/** What one form of the page shows of it. */
export const shownIn = ({ form, values, errors }: PageState, name: string) =>
  form === name ? { ...(values && { values }), ...(errors && { errors }) } : {};
