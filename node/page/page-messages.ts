import { z } from 'zod';
import type { FixState } from '../../src/assistant/plan-state.ts';
import type { Waveform } from '../../src/audio/waveform.ts';
import type { DoctorDocument } from '../../src/store/doctor-document.ts';
import type { HistoryDocument } from '../../src/store/history-document.ts';
import type { LibraryDocument } from '../../src/store/library-document.ts';
import type { PreviewDocument } from '../../src/store/preview-document.ts';
import type { ReportDocument } from '../../src/store/report-document.ts';
import type { SimilarDocument } from '../../src/store/similar-document.ts';
import type { TasteDocument } from '../../src/store/taste-document.ts';

/**
 * Everything that the page and its server say to each other besides the documents of `src/store`:
 *
 * ```
 *   page  ── POST act: PageAction ──►            server
 *         ◄── event stream `events`: PageState ──
 *         ◄── report.json, plan.json, library.json … ──
 * ```
 *
 * A page names fixes, receipts and sounds by their ids, never by a path.
 */
export const pageAction = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('apply'),
    fixes: z.array(z.string().max(100)).min(1).max(64),
    /** How much of a fix, where it is not all of it: 1 is as planned. */
    amounts: z.record(z.string().max(100), z.number()).default({}),
  }),
  z.strictObject({ do: z.literal('undo'), receipt: z.string().max(200) }),
  z.strictObject({ do: z.literal('answer'), fix: z.string().max(100), answer: z.enum(['skip', 'intentional']) }),
  /** What is kept aside has been opened: from now on it counts as shown. */
  z.strictObject({ do: z.literal('look') }),
  /** Renders the loudest passage, so that fixes can be listened to and seen. */
  z.strictObject({ do: z.literal('listen'), amounts: z.record(z.string().max(100), z.number()).default({}) }),
  /** Plans anew for the same mix; 0–100. */
  z.strictObject({ do: z.literal('suggest'), amount: z.number().min(0).max(100) }),
  /** Measures a bounce against the plan. */
  z.strictObject({ do: z.literal('verify'), sound: z.string().max(100) }),
  /** Forgets one item of the taste, or all of it. */
  z.strictObject({ do: z.literal('forget'), item: z.string().max(300).optional() }),
  z.strictObject({ do: z.literal('cancel') }),
]);

export type PageAction = z.input<typeof pageAction>;

/** What every page is told at once, again and again. */
export interface PageState {
  /** Rise when the documents that go by them have changed: the report and all that is measured; the rest. */
  reportVersion: number;
  planVersion: number;
  job: PageJob | null;
  /** What came of the last action. */
  word: { isGood: boolean; text: string } | null;
}

export interface PageJob {
  label: string;
  /** The file at hand, if any. */
  note: string;
  /** Of the stage named; null where a stage is one step. */
  percent: number | null;
  canCancel: boolean;
}

/** The documents that the page reads, `report.json` and so on. */
export interface PageDocumentsByName {
  report: ReportDocument;
  plan: PagePlan;
  library: LibraryDocument;
  similar: SimilarDocument;
  waveform: Waveform;
  history: HistoryDocument;
  taste: TasteDocument;
  doctor: DoctorDocument;
}

/** `plan.json`: what has become of the plan, and what there is to listen to. */
export interface PagePlan {
  /** What applying writes to, in words. */
  set: string;
  fixes: Readonly<Record<string, PageFix>>;
  passage: PagePassage | null;
  /** Bounces that lie beside the mix, newest first. */
  bounces: readonly { sound: string; name: string; isNewer: boolean }[];
  /** Ids of the sounds that may be played, by file. */
  sounds: Readonly<Record<string, string>>;
}

export interface PageFix {
  state: FixState;
  /** Whether its size can be changed. */
  hasAmount: boolean;
  /** The receipt that it stands in, and all fixes that undoing that takes back. */
  receipt: string | null;
  undoes: readonly string[];
}

/** The loudest passage as it was rendered; files are replaced by ids of sounds. */
export interface PagePassage {
  startSeconds: number;
  endSeconds: number;
  bandCentreHz: readonly number[];
  before: PageRendering;
  after: PageRendering;
  fixes: Readonly<Record<string, PageRendering & { amount: number }>>;
}

export type PageRendering = Omit<NonNullable<PreviewDocument['passage']>['before'], 'file'> & { sound: string };
