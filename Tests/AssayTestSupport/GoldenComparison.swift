/// Compares floats with an expected tensor; nil when they agree.
///
/// An entry agrees when it is within the tolerance, when both are the same infinity, or when both are NaN. `shape` is
/// compared when given. Informative outputs agree always.
public func compare(
  _ got: [Float], shape: [Int]? = nil, to expected: GoldenTensor, tolerance: GoldenTolerance, role: String = ""
) -> GoldenMismatch? {
  if let mismatch = compareShape(shape, to: expected, tolerance, role) { return mismatch }
  return compare(got.map { Double($0) }, to: expected.doubles, shape: expected.shape, tolerance: tolerance, role: role)
}

/// Compares integers, labels or flags with an expected tensor; nil when they agree.
///
/// With a `minAdjustedRandIndex` they are compared as label maps, whatever the labels are called; with a `minFraction` below
/// 1 beside it, that share of the labels must be called the same too.
public func compare(
  _ got: [Int], shape: [Int]? = nil, to expected: GoldenTensor, tolerance: GoldenTolerance, role: String = ""
) -> GoldenMismatch? {
  if let mismatch = compareShape(shape, to: expected, tolerance, role) { return mismatch }
  if let least = tolerance.minAdjustedRandIndex, !tolerance.informative, got.count == expected.count {
    let labels = expected.isInteger ? expected.integers : expected.floats.map { Int(exactly: $0.rounded()) ?? .min }
    let index = adjustedRandIndex(got, labels)
    guard index >= least else {
      return GoldenMismatch(role: role, "adjusted Rand index \(index), expected at least \(least)")
    }
    if tolerance.minFraction == 1 { return nil }
  }
  return compare(got.map { Double($0) }, to: expected.doubles, shape: expected.shape, tolerance: tolerance, role: role)
}

/// Compares flags with an expected tensor of 0 and 1; nil when they agree.
public func compare(
  _ got: [Bool], shape: [Int]? = nil, to expected: GoldenTensor, tolerance: GoldenTolerance, role: String = ""
) -> GoldenMismatch? {
  compare(got.map { $0 ? 1 : 0 }, shape: shape, to: expected, tolerance: tolerance, role: role)
}

/// Compares doubles with expected ones; nil when they agree. `shape` serves the message alone.
public func compare(
  _ got: [Double], to expected: [Double], shape: [Int] = [], tolerance: GoldenTolerance, role: String = ""
) -> GoldenMismatch? {
  if tolerance.informative { return nil }
  guard got.count == expected.count else {
    return GoldenMismatch(role: role, "\(got.count) values, expected \(expected.count) of shape \(shape)")
  }
  var missed = 0
  var worst = (index: 0, excess: -Double.infinity)
  for index in got.indices {
    let (value, wanted) = (got[index], expected[index])
    let allowed = tolerance.allowance(at: wanted)
    if value == wanted || (value.isNaN && wanted.isNaN) { continue }
    let distance = (value - wanted).magnitude
    if wanted.isFinite && distance <= allowed { continue }
    missed += 1
    // How many times the allowance, so that entries of different size compare; NaN is the worst of all.
    let excess = distance.isFinite ? distance / max(allowed, .leastNormalMagnitude) : .infinity
    if excess > worst.excess { worst = (index, excess) }
  }
  guard missed > 0 else { return nil }
  let share = Double(got.count - missed) / Double(got.count)
  // A share such as 0.95 of 20 must not fail by the rounding of the division.
  if share >= tolerance.minFraction - 1e-12 { return nil }
  let (value, wanted) = (got[worst.index], expected[worst.index])
  let needed = tolerance.minFraction < 1 ? " (at most \(1 - tolerance.minFraction) of them may)" : ""
  return GoldenMismatch(
    role: role,
    "\(missed) of \(got.count) entries differ\(needed); worst at \(place(worst.index, in: shape)): got \(value), "
      + "expected \(wanted), distance \((value - wanted).magnitude), allowed \(tolerance.allowance(at: wanted))")
}

/// Compares one double with the expected one; nil when they agree.
public func compare(
  _ got: Double, to expected: Double, tolerance: GoldenTolerance, role: String = ""
) -> GoldenMismatch? {
  compare([got], to: [expected], tolerance: tolerance, role: role)
}

/// The agreement of two partitions, 1 for equal ones and about 0 for independent ones.
///
/// Hubert and Arabie, "Comparing partitions" (Journal of Classification 2, 1985), equation 5.
public func adjustedRandIndex(_ left: [Int], _ right: [Int]) -> Double {
  func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
  var joint: [[Int]: Int] = [:]
  var (rows, columns): ([Int: Int], [Int: Int]) = ([:], [:])
  for (a, b) in zip(left, right) {
    joint[[a, b], default: 0] += 1
    rows[a, default: 0] += 1
    columns[b, default: 0] += 1
  }
  // Whole numbers below 2⁵³, so the order of a dictionary does not show.
  let together = joint.values.reduce(0) { $0 + pairs($1) }
  let inRows = rows.values.reduce(0) { $0 + pairs($1) }
  let inColumns = columns.values.reduce(0) { $0 + pairs($1) }
  let all = pairs(left.count)
  let chance = all > 0 ? inRows * inColumns / all : 0
  let most = (inRows + inColumns) / 2
  return most == chance ? 1 : (together - chance) / (most - chance)
}

private func compareShape(
  _ shape: [Int]?, to expected: GoldenTensor, _ tolerance: GoldenTolerance, _ role: String
) -> GoldenMismatch? {
  guard let shape, shape != expected.shape, !tolerance.informative else { return nil }
  return GoldenMismatch(role: role, "shape \(shape), expected \(expected.shape)")
}

/// The position of an entry as its indices, or as its number when the shape is unknown.
private func place(_ index: Int, in shape: [Int]) -> String {
  guard !shape.isEmpty else { return "\(index)" }
  var rest = index
  var indices: [Int] = []
  for extent in shape.reversed() where extent > 0 {
    indices.insert(rest % extent, at: 0)
    rest /= extent
  }
  return "\(indices)"
}
