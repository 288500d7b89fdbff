/**
 * Fourth roots of powers at some places between neighbouring ones, along a straight line between the two.
 *
 * @param places in double precision, at least 0 and below the last of the powers
 * @param to receives `count` numbers; it may be `places`
 */
export function fourthRoots(powers: usize, places: usize, count: i32, to: usize): void {
  const end = places + (<usize>count << 3);
  for (; places < end; places += 8, to += 8) {
    const place = load<f64>(places);
    const whole = floor<f64>(place);
    const at = powers + (<usize>whole << 3);
    const below = load<f64>(at);
    store<f64>(to, sqrt<f64>(sqrt<f64>(below + (place - whole) * (load<f64>(at, 8) - below))));
  }
}
