extension Shrinker {
  /// Brings every choice as near to its simplest value as the failure allows, the last one first.
  mutating func minimiseEach(_ attempt: Attempt) async {
    var index = best.nodes.count - 1
    while mayContinue(), index >= 0 {
      if index < best.nodes.count { await minimise(index, attempt) }
      index -= 1
    }
  }

  private mutating func minimise(_ index: Int, _ attempt: Attempt) async {
    let node = best.nodes[index]
    guard !node.isSimplest else { return }
    if await considerReplacing([(index, node.domain.simplest)], attempt) { return }
    switch (node.choice, node.domain) {
    case (.integer(let value), .integer(let range, let simplest)):
      await minimiseInteger(index, value, range, simplest, attempt)
    case (.float(let value), .float(_, let simplest, let single)):
      await minimiseFloat(index, value, simplest, single, attempt)
    case (.bytes, .bytes): await minimiseBytes(index, attempt)
    default: break
    }
  }

  private mutating func minimiseInteger(
    _ index: Int, _ value: Int, _ range: ClosedRange<Int>, _ simplest: Int, _ attempt: Attempt
  ) async {
    var value = value
    if value < simplest {
      let (mirrored, overflow) = simplest.addingReportingOverflow(simplest &- value)
      if !overflow, range.contains(mirrored),
        await considerReplacing([(index, .integer(mirrored))], attempt)
      {
        value = mirrored
      }
    }
    let distance = ChoiceDomain.distance(value, simplest)
    let isAbove = value > simplest
    // Small values first: where the property is not monotone, bisection alone would miss them.
    for step in 1..<min(5, max(1, distance)) {
      for isUp in [true, false] where isUp || !isAbove || simplest > range.lowerBound {
        guard let moved = Self.moved(simplest, by: step, up: isUp), range.contains(moved) else { continue }
        if await considerReplacing([(index, .integer(moved))], attempt) { return }
      }
    }
    // Again while it helps: bisection is exact only for thresholds, and next to nothing where it has been so.
    var hasMoved = true
    while hasMoved, mayContinue(), index < best.nodes.count, case .integer(let from) = best.nodes[index].choice {
      hasMoved = await lowerFarthest(most: ChoiceDomain.distance(from, simplest)) { shrinker, step in
        guard let moved = Self.moved(from, by: step, up: !isAbove) else { return false }
        return await shrinker.considerReplacing([(index, .integer(moved))], attempt)
      }
    }
  }

  /// Tries whole numbers, then few decimals, and then bisects within the class it reached.
  private mutating func minimiseFloat(
    _ index: Int, _ value: Double, _ simplest: Double, _ single: Bool, _ attempt: Attempt
  ) async {
    if value < simplest, await considerReplacing([(index, .float(2 * simplest - value))], attempt) {}
    await lowerExponent(index, attempt)
    guard let current = floatValue(index) else { return }
    let decimals = Decimals.count(of: current, single: single)
    for digits in 0...min(decimals, 9) {
      let scale = Self.powersOfTen[digits]
      let low = (current * scale).rounded(.down)
      guard low.magnitude < 0x1p52 else { break }
      var isReached = digits == decimals
      for steps in [low, low + 1] where !isReached {
        isReached = await considerReplacing([(index, .float(Self.real(steps / scale, single)))], attempt)
      }
      if isReached {
        await lowerDecimal(index, scale, simplest, single, attempt)
        return
      }
    }
  }

  /// Bisects the powers of two for numbers too large to be counted one by one.
  private mutating func lowerExponent(_ index: Int, _ attempt: Attempt) async {
    guard let value = floatValue(index), value.magnitude >= 0x1p52 else { return }
    let exponent = Int(value.exponent)
    _ = await lowerFarthest(most: UInt64(exponent)) { shrinker, step in
      let power = Double(sign: value.sign, exponent: exponent - Int(step), significand: 1)
      return await shrinker.considerReplacing([(index, .float(power))], attempt)
    }
  }

  /// Bisects the number of units of 1/scale between the value and the simplest.
  private mutating func lowerDecimal(
    _ index: Int, _ scale: Double, _ simplest: Double, _ single: Bool, _ attempt: Attempt
  ) async {
    guard let value = floatValue(index) else { return }
    let units = (value * scale).rounded()
    let target = (simplest * scale).rounded()
    guard units.magnitude < 0x1p52, target.magnitude < 0x1p52, units != target else { return }
    let isAbove = units > target
    _ = await lowerFarthest(most: UInt64((units - target).magnitude) - 1) { shrinker, step in
      let moved = (isAbove ? units - Double(step) : units + Double(step)) / scale
      return await shrinker.considerReplacing([(index, .float(Self.real(moved, single)))], attempt)
    }
  }

  /// Lowers all choices with the same value together: copies of one another must often stay equal.
  mutating func lowerEqualValues(_ attempt: Attempt) async {
    var seen: Set<Choice> = []
    while mayContinue() {
      let groups = Dictionary(grouping: best.nodes.indices.filter { !best.nodes[$0].isSimplest }) {
        best.nodes[$0].choice
      }
      let next = groups.filter { $0.value.count > 1 && !seen.contains($0.key) && $0.key != .boolean(true) }
        .min { $0.value.lexicographicallyPrecedes($1.value) }
      guard let (choice, indices) = next else { return }
      seen.insert(choice)
      if await considerReplacing(indices.map { ($0, best.nodes[$0].domain.simplest) }, attempt) { continue }
      guard case .integer(let value) = choice, let first = indices.first,
        case .integer(_, let simplest) = best.nodes[first].domain
      else { continue }
      let isAbove = value > simplest
      _ = await lowerFarthest(most: ChoiceDomain.distance(value, simplest)) { shrinker, step in
        guard let moved = Self.moved(value, by: step, up: !isAbove) else { return false }
        seen.insert(.integer(moved))
        return await shrinker.considerReplacing(indices.map { ($0, .integer(moved)) }, attempt)
      }
    }
  }

  private func floatValue(_ index: Int) -> Double? {
    guard index < best.nodes.count, case .float(let value) = best.nodes[index].choice else { return nil }
    return value
  }

  private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  private static func real(_ value: Double, _ single: Bool) -> Double { (single ? Double(Float(value)) : value) + 0 }

  /// `value` moved by a step, or `nil` where that leaves the integers.
  static func moved(_ value: Int, by step: UInt64, up isUp: Bool) -> Int? {
    let room = ChoiceDomain.distance(value, isUp ? .max : .min)
    guard step <= room else { return nil }
    let raw = UInt64(bitPattern: Int64(value))
    return Int(Int64(bitPattern: isUp ? raw &+ step : raw &- step))
  }
}
