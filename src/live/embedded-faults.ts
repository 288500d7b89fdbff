/** What may go wrong in a set. Parameters are meant by the name they show. */
export interface EmbeddedFaults {
  /** Writing this parameter fails and changes nothing. */
  failWriteOf?: string;
  /** Writing this parameter, or inserting this device, is done, but the answer says it failed. */
  loseAnswerOf?: string;
  /** The write with this number, counted from 1, fails and changes nothing. */
  failWrite?: number;
  /** Inserting this device fails. */
  failInsertOf?: string;
  /** After this many changes of any kind the set does not answer any more. */
  dropAfter?: number;
}
