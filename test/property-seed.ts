import fc from 'fast-check';

/**
 * Property-based tests draw the same examples on every machine, so that a red run can be trusted to mean the change.
 * PROPERTY_SEED draws others: `PROPERTY_SEED=$RANDOM npx jest`.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 2026) });
