import { build } from 'esbuild';

/**
 * The one set of esbuild options for everything that runs in Node: one CommonJS file that Node 20 and Max can load.
 * `max-api` is injected by Max and must stay outside.
 */
export async function bundleForNode(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['max-api'],
    // Some decoders build the text of their own browser worker from import.meta.url; they are never asked for it here.
    logOverride: { 'empty-import-meta': 'silent' },
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
