/** What Max injects into a `node.script`; it is on no disk. */
declare module 'max-api' {
  export type Atom = string | number;
  const maxApi: {
    addHandler(name: string, handler: (...atoms: unknown[]) => void): void;
    outlet(...atoms: Atom[]): Promise<void>;
    /** A line in the Max console. */
    post(...words: string[]): Promise<void>;
  };
  export default maxApi;
}
