interface KeyProps {
  hasBand?: boolean;
  hasAfter?: boolean;
  before?: string;
  after?: string;
}

/** What the lines mean. */
export function Key({ hasBand = false, hasAfter = false, before = 'this mix', after = 'after the fixes' }: KeyProps) {
  return (
    <ul class="key" aria-label="Lines">
      {hasBand && (
        <>
          <li>
            <i class="ribbon" />
            your references
          </li>
          <li>
            <i class="line median" />
            their median
          </li>
        </>
      )}
      <li>
        <i class="line before" />
        {before}
      </li>
      {hasAfter && (
        <li>
          <i class="line after" />
          {after}
        </li>
      )}
    </ul>
  );
}
