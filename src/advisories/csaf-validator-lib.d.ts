// The parts of the CSAF validator that are used here; the package brings no types.
declare module '@secvisogram/csaf-validator-lib/lib/cwec/4.17.js' {
  const catalog: {
    readonly weaknesses: readonly {
      readonly id: string;
      readonly name: string;
      readonly status: string;
      readonly usage?: string;
    }[];
  };
  // biome-ignore lint/style/noDefaultExport: the package has it so
  export default catalog;
}

declare module '@secvisogram/csaf-validator-lib/basic.js' {}
declare module '@secvisogram/csaf-validator-lib/optionalTests.js' {}
declare module '@secvisogram/csaf-validator-lib/csaf_2_1/basic.js' {}
