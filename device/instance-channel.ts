/**
 * How the Coproducers of one Live set reach each other: a `send` and a `receive` of this name in every device. The name
 * bears no `---`, which would make it the device's own, so whatever one says comes to all, to itself too; in which
 * order Max does not promise, and between devices it may take a while. Behind the `receive` stands a `deferlow`: an
 * answer is never given inside the message that it answers.
 *
 * ```
 *   hello <id> <set> <revision>    I am here and look for the host
 *   host  <id> <set> <revision>    I am the host: it is my node.script that runs
 *   bye   <id>                     I am being deleted
 *   from  <id> <message …>         an instance to the host's Node, which hears it in the same words
 *   to    <id or all> <message …>  the host's Node to one instance or to all, in the words it was said
 * ```
 *
 * `id` is new with every life of a device. `set` and `revision` are those of the settings that the instance holds
 * (`StripSettings`): the newest of a set decide who hosts (`instances/host-election.ts`). A message to an instance is a
 * word and its atoms: those of `messages.ts` in pieces, and these, which strips say to each other without Node:
 *
 * ```
 *   to all call                    say again who you are (the host's Node has started anew)
 *   to all stands <piece …>        what becomes of the host's Node, while that cannot speak for itself
 *   to <id> keep <piece …>         the settings of this set, to one whose `hello` bore others
 *   from <id> wake                 start Node again
 * ```
 *
 * Past the strip, between Node and what records (`strip/recorder.ts`):
 *
 * ```
 *   to <id or all> record <atom …>  what `sfrecord~` is to do, in its own words
 *   from <id> playing <1 or 0>      Live has started to play, or has stopped
 * ```
 */
export const CHANNEL = 'coproducer-instances';

/** Names one life of one device; never stored. */
export type InstanceId = string;

/** Stands where an instance's id would, for all of them. */
export const EVERYBODY: InstanceId = 'all';
