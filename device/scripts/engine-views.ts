import type { EngineSentence, StripButton, StripView } from '../messages.ts';

export const NOT_STARTED: EngineSentence = {
  phase: 'waiting',
  status: 'Not started',
  hint: 'Press Analyze to start.',
};
export const NODE_STARTING: EngineSentence = { phase: 'waiting', status: 'Starting …', hint: '' };
export const NODE_DIED: EngineSentence = {
  phase: 'error',
  status: 'Coproducer stopped',
  hint: 'Press Analyze to start it again. Plan and undo are kept.',
};
export const NODE_SILENT: EngineSentence = {
  phase: 'error',
  status: 'No answer',
  hint: 'Press Analyze to start it anew.',
};
export const NODE_OLD: EngineSentence = {
  phase: 'error',
  status: 'Two versions mixed',
  hint: 'Install the whole Coproducer folder anew.',
};

/** The last view with everything that needs Node taken away: what was measured stays to be read. */
export function withoutEngine(last: StripView | undefined, sentence: EngineSentence): StripView {
  return {
    ...(last ?? NOTHING_YET),
    ...sentence,
    progress: null,
    mainAction: 'analyze',
    can: MAIN_ONLY,
    isRecording: false,
  };
}

const NOTHING: Readonly<Record<StripButton, boolean>> = {
  main: false,
  apply: false,
  'apply-all': false,
  skip: false,
  undo: false,
  ab: false,
  next: false,
  previous: false,
  report: false,
  record: false,
};
const MAIN_ONLY = { ...NOTHING, main: true };

const NOTHING_YET: StripView = {
  phase: 'waiting',
  status: '',
  hint: '',
  progress: null,
  mainAction: 'analyze',
  place: { kind: 'main', track: '' },
  notice: '',
  profiles: { names: [], chosen: '' },
  clusters: { names: [], chosen: '', nearest: '' },
  bounces: { name: '', detail: '' },
  score: null,
  headline: [],
  tone: null,
  fix: null,
  can: NOTHING,
  hear: null,
  isRecording: false,
};
