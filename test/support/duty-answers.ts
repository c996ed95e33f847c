// What the form that confirms a report asks besides: here, nothing has to be reported to an authority.

export const noDuties = { incident: 'no', personalData: 'no', digitalProduct: 'no', essentialEntity: 'no' } as const;
