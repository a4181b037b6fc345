/*
 * The part of the WebAssembly API that the kernel needs. TypeScript declares it with the DOM only, which this project is not
 * compiled against; @types/node declares no more than that there are modules.
 */
declare namespace WebAssembly {
  type Exports = Readonly<Record<string, unknown>>;

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Exports;
  }

  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared: true });
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
}
