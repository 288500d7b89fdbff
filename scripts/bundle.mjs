import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** Zod's error messages in fifty languages, of which the program speaks one: they are half of its code. */
const onlyEnglish = {
  name: 'only-english',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * The one set of esbuild options for everything that runs in Node: one CommonJS file that Node 20 and Max can load.
 * `max-api` is injected by Max and must stay outside, and so must the runtimes of networks, which load files of their
 * own.
 *
 * @param alone for a bundle that has no `node_modules` beside it: the WASM runtime of networks goes inside, and finds
 * the files of `ALONE_NEEDS` beside the bundle.
 * @param wrapped for a bundle that `node/start.ts` loads: a function of what Node hands to a module. A script that is
 * loaded so cannot `import()`, and asks with `require` for what lies outside. It is written in Latin-1.
 */
export async function bundleForNode(entry, outfile, { sourcemap = 'linked', alone = false, wrapped = false } = {}) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['max-api', 'onnxruntime-node', ...(alone ? [] : ['onnxruntime-web']), ...ONLY_SCRIPTS_NEED],
    ...(alone && { alias: { 'onnxruntime-web': `./${RUNTIME_FOLDER}/ort.node.min.js` } }),
    // Some decoders build the text of their own browser worker from import.meta.url; they are never asked for it here.
    logOverride: { 'empty-import-meta': 'silent' },
    ...(wrapped && {
      banner: { js: '(function (require, module, exports, __filename, __dirname) {' },
      footer: { js: '})' },
      supported: { 'dynamic-import': false },
    }),
    // Names stay, so that a fault that someone reports can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [onlyEnglish],
    sourcemap,
    legalComments: 'none',
    logLevel: 'warning',
  });
  if (wrapped) await rewriteInLatin1(outfile);
}

/** esbuild escapes what is not ASCII, but for the bytes that decoders keep in the text of templates. */
async function rewriteInLatin1(file) {
  const text = await readFile(file, 'utf8');
  if (/[\u0100-\uffff]/.test(text)) throw new Error(`${file} holds a character that Latin-1 has not.`);
  await writeFile(file, text, 'latin1');
}

/** Found in `node_modules` by scripts that draw; no bundle that is shipped asks for them. */
const ONLY_SCRIPTS_NEED = ['playwright-core', '@resvg/resvg-wasm/index_bg.wasm'];

const RUNTIME_FOLDER = 'node_modules/onnxruntime-web/dist';

/** What must lie beside a bundle that is made to stand alone. */
export const ALONE_NEEDS = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map(
  (file) => `${RUNTIME_FOLDER}/${file}`,
);

/**
 * A script for Max's `v8` and `v8ui` objects: one flat file. What the entry exports become the script's own global
 * words, since Max calls a script's global functions and reads its global settings (`inlets`, `outlets`, `autowatch`).
 */
export async function bundleForMax(entry, outfile) {
  const options = {
    entryPoints: [entry],
    bundle: true,
    platform: 'neutral',
    target: 'es2022',
    // Scripts in Max are not strict: they set globals that nobody declared.
    tsconfigRaw: '{}',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const { metafile } = await build({ ...options, format: 'esm', write: false, outfile, metafile: true });
  const words = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
  const global = words.map((word) =>
    SETTINGS.includes(word)
      ? `${word} = Coproducer.${word};`
      : `function ${word}() { return Coproducer.${word}.apply(this, arguments); }`,
  );
  await build({ ...options, format: 'iife', globalName: 'Coproducer', outfile, footer: { js: global.join('\n') } });
}

/** Globals that Max has already; a script sets them. */
const SETTINGS = ['autowatch', 'inlets', 'outlets'];
