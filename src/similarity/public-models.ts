import type { FrontEnd } from './front-ends/front-end.ts';
import { CLAP_FUSED_MEL, CLAP_MEL } from './front-ends/clap-mel.ts';
import { musicnnMel } from './front-ends/musicnn-mel.ts';
import { OPENL3_MEL } from './front-ends/openl3-mel.ts';
import { VGGISH_MEL } from './front-ends/vggish-mel.ts';
import { AFX_WAVEFORM, MERT_WAVEFORM } from './front-ends/waveform.ts';

/**
 * A public model that a producer may put beside ours. None comes with the program; what is known of each is how it is
 * called, what it takes and gives, and under which licence its weights are.
 */
export interface PublicModel {
  /** What it is called here. */
  id: string;
  label: string;
  /** Files that hold it, by how they are usually called. */
  fileName: RegExp;
  /** Whether what it takes and gives tells it from every other model; else its file has to bear its name. */
  unmistakable: boolean;
  /** What it takes at a time, without the batch; any one of these. */
  patchShapes: readonly (readonly OpenSize[])[];
  /** What it gives that describes a patch. */
  description: ModelDescription;
  /** Further outputs that it must have, by their last sizes, to be told from a sibling. */
  alsoGives?: readonly number[];
  /** Patches are brought to length 1 before their mean is taken, as the model was trained to be compared. */
  unitLength: boolean;
  frontEnd: FrontEnd;
  licence: ModelLicence;
}

/** A size that is fixed, or one that is left open with what is used then. */
export type OpenSize = number | { open: number };

export type ModelDescription =
  /** One vector. */
  | { kind: 'vector'; width: number }
  /** Two vectors, by their names, one behind the other. */
  | { kind: 'vectors'; width: number; names: readonly RegExp[] }
  /** A vector for every moment; their mean. */
  | { kind: 'moments'; width: number }
  /** Tokens of every layer: of one layer the first, the second and the mean of the others. */
  | { kind: 'layer-tokens'; width: number; layer: number };

export interface ModelLicence {
  name: string;
  /** Whether the weights may be used in work that is sold. */
  commercialUse: boolean;
}

const MTG: ModelLicence = { name: 'CC BY-NC-SA 4.0', commercialUse: false };
const APACHE: ModelLicence = { name: 'Apache-2.0', commercialUse: true };

/** Two seconds of rows every second, as Essentia cuts them. */
const EFFNET_MEL = musicnnMel({ 128: 62 });
const EFFNET_PATCH = [[128, 96]] as const;

/** A head of Discogs-EffNet that was trained to bring together what has this in common. */
function effnetHead(subject: string): PublicModel {
  return {
    id: `discogs-effnet-${subject}`,
    label: `Discogs-EffNet, ${subject} embeddings`,
    fileName: new RegExp(`discogs_${subject}_embeddings`, 'i'),
    unmistakable: false,
    patchShapes: EFFNET_PATCH,
    description: { kind: 'vector', width: subject === 'multi' ? 1280 : 512 },
    unitLength: true,
    frontEnd: EFFNET_MEL,
    licence: MTG,
  };
}

/**
 * The models known here, and the front end of each: `docs/similar.md` says where every number comes from and what was
 * proved of it.
 */
export const PUBLIC_MODELS: readonly PublicModel[] = [
  {
    id: 'discogs-effnet',
    label: 'Discogs-EffNet',
    fileName: /discogs-effnet/i,
    unmistakable: true,
    patchShapes: EFFNET_PATCH,
    description: { kind: 'vector', width: 1280 },
    alsoGives: [400],
    unitLength: false,
    frontEnd: EFFNET_MEL,
    licence: MTG,
  },
  ...['artist', 'label', 'release', 'track', 'multi'].map(effnetHead),
  {
    id: 'musicnn',
    label: 'MusiCNN',
    fileName: /musicnn/i,
    unmistakable: true,
    patchShapes: [[187, 96]],
    description: { kind: 'vector', width: 200 },
    unitLength: false,
    frontEnd: musicnnMel({ 187: 93 }),
    licence: MTG,
  },
  {
    id: 'vggish',
    label: 'VGGish',
    fileName: /vggish/i,
    unmistakable: true,
    patchShapes: [
      [96, 64],
      [64, 96],
    ],
    description: { kind: 'vector', width: 128 },
    unitLength: false,
    frontEnd: VGGISH_MEL,
    licence: APACHE,
  },
  {
    id: 'maest',
    label: 'MAEST',
    fileName: /maest/i,
    unmistakable: true,
    patchShapes: [1876, 1258, 1256, 626, 316].map((rows) => [rows, 96]),
    description: { kind: 'layer-tokens', width: 768, layer: 7 },
    unitLength: false,
    frontEnd: musicnnMel(
      { 1876: 1875, 1258: 1250, 1256: 1250, 626: 625, 316: 313 },
      { mean: 2.06755686098554, deviation: 1.268292820667291 },
    ),
    licence: MTG,
  },
  {
    id: 'openl3',
    label: 'OpenL3, music, 128 bands',
    fileName: /openl3/i,
    unmistakable: true,
    patchShapes: [[128, 199, 1]],
    description: { kind: 'vector', width: 512 },
    unitLength: false,
    frontEnd: OPENL3_MEL,
    licence: { name: 'CC BY 4.0', commercialUse: true },
  },
  {
    id: 'clap',
    label: 'CLAP',
    fileName: /clap/i,
    unmistakable: true,
    patchShapes: [[1, 1001, 64]],
    description: { kind: 'vector', width: 512 },
    unitLength: true,
    frontEnd: CLAP_MEL,
    licence: APACHE,
  },
  {
    id: 'clap-fused',
    label: 'CLAP, fused',
    fileName: /clap/i,
    unmistakable: true,
    patchShapes: [[4, 1001, 64]],
    description: { kind: 'vector', width: 512 },
    unitLength: true,
    frontEnd: CLAP_FUSED_MEL,
    licence: APACHE,
  },
  {
    id: 'mert',
    label: 'MERT v1, 95 M',
    fileName: /mert/i,
    // Every network of the wav2vec family takes and gives the same.
    unmistakable: false,
    // Five seconds at 24 kHz.
    patchShapes: [[{ open: 120_000 }]],
    description: { kind: 'moments', width: 768 },
    unitLength: false,
    frontEnd: MERT_WAVEFORM,
    licence: { name: 'CC BY-NC 4.0', commercialUse: false },
  },
  {
    id: 'afx-rep',
    label: 'AFx-Rep',
    fileName: /afx.?rep|st.?ito/i,
    unmistakable: true,
    // The stretch that it was trained on.
    patchShapes: [[2, { open: 262_144 }]],
    description: { kind: 'vectors', width: 512, names: [/mid/i, /side/i] },
    unitLength: true,
    frontEnd: AFX_WAVEFORM,
    licence: APACHE,
  },
];
