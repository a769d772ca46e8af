import AssayBase

extension ChoiceSource {
  /// How integers and floats are spread over their range.
  public enum Spread: Sendable, Hashable {
    /// Mostly even, with more than their share of bounds, small values and repetitions, where faults tend to sit.
    case varied
    /// Every value equally likely.
    case even
  }

  /// Draws `true` with the given probability; `false` is the simpler.
  public mutating func boolean(probability: Double = 0.5) throws -> Bool {
    let choice = try draw(.boolean) { stream, _ in .boolean(stream.unit() < probability) }
    return choice == .boolean(true)
  }

  /// Records a boolean that is not free, so that parts of an array look alike whether or not they are optional.
  package mutating func fixedBoolean(_ value: Bool) throws {
    _ = try draw(.fixed(value)) { _, _ in .boolean(value) }
  }

  /// Draws an integer of the range; shrinks towards `simplest`, by default zero or the bound next to it.
  ///
  /// Throws ``AssayError`` if `simplest` is outside the range.
  public mutating func integer(
    in range: ClosedRange<Int>, simplest: Int? = nil, spread: Spread = .varied
  ) throws -> Int {
    let target = simplest ?? min(max(0, range.lowerBound), range.upperBound)
    guard range.contains(target) else { throw Self.outside("\(target)", "\(range)") }
    let domain = ChoiceDomain.integer(range, simplest: target)
    let choice = try draw(domain) { stream, history in
      .integer(
        spread == .even
          ? stream.integer(in: range) : VariedDraw.integer(in: range, around: target, after: history, from: &stream))
    }
    guard case .integer(let value) = choice else { return target }
    return value
  }

  /// Draws a place in a collection of `count` elements, each equally likely; the first is the simplest.
  ///
  /// Throws ``AssayError`` if there is none.
  public mutating func index(below count: Int) throws -> Int {
    guard count > 0 else {
      throw AssayError(
        .empty, "a generator has nothing to choose from", expected: "at least one element", found: "\(count)",
        advice: "Give it an element, or write `.constant(nil)` where there is meant to be none")
    }
    return try integer(in: 0...(count - 1), spread: .even)
  }

  /// Draws a single-precision number of the range; shrinks to zero or the nearest bound, whole numbers, few decimals.
  ///
  /// Throws ``AssayError`` if a bound is infinite or `simplest` is outside the range.
  public mutating func float(
    in range: ClosedRange<Float>, simplest: Float? = nil, spread: Spread = .varied
  ) throws -> Float {
    let wide = Double(range.lowerBound)...Double(range.upperBound)
    return Float(try real(in: wide, simplest: simplest.map(Double.init), single: true, spread: spread))
  }

  /// Draws a double-precision number of the range; shrinks to zero or the nearest bound, whole numbers, few decimals.
  ///
  /// Throws ``AssayError`` if a bound is infinite or `simplest` is outside the range.
  public mutating func double(
    in range: ClosedRange<Double>, simplest: Double? = nil, spread: Spread = .varied
  ) throws -> Double {
    try real(in: range, simplest: simplest, single: false, spread: spread)
  }

  private mutating func real(
    in range: ClosedRange<Double>, simplest: Double?, single: Bool, spread: Spread
  ) throws -> Double {
    guard range.lowerBound.isFinite, range.upperBound.isFinite else {
      throw AssayError(
        .notFinite, "the range of a generated number must be finite", expected: "two finite bounds", found: "\(range)")
    }
    // Adding zero turns a negative zero into the positive one: they are the same place on the line.
    let target = (simplest ?? min(max(0, range.lowerBound), range.upperBound)) + 0
    guard range.contains(target) else { throw Self.outside("\(target)", "\(range)") }
    let choice = try draw(.float(range, simplest: target, single: single)) { stream, history in
      let drawn =
        spread == .even
        ? VariedDraw.even(in: range, from: &stream)
        : VariedDraw.real(in: range, around: target, after: history, from: &stream)
      let rounded = single ? Double(Float(drawn)) : drawn
      return .float(min(max(rounded, range.lowerBound), range.upperBound) + 0)
    }
    guard case .float(let value) = choice else { return target }
    return value
  }

  /// Draws bytes; shrinks to fewer of them, and each to `simplest`, by default zero or the bound next to it.
  ///
  /// However many there are, they are one choice. Throws ``AssayError`` if `simplest` is outside the range, a count is
  /// negative, or there may be more than 1,048,576.
  public mutating func bytes(
    count: ClosedRange<Int>, in range: ClosedRange<UInt8> = 0...255, simplest: UInt8? = nil
  ) throws -> [UInt8] {
    let target = simplest ?? range.lowerBound
    guard range.contains(target) else { throw Self.outside("\(target)", "\(range)") }
    return try bytes(count: count, in: range, simplest: target) { stream in
      VariedDraw.bytes(count: count, in: range, around: target, from: &stream)
    }
  }

  /// Draws bytes as `fresh` says, which must be of the range and of a length in `count`.
  package mutating func bytes(
    count: ClosedRange<Int>, in range: ClosedRange<UInt8> = 0...255, simplest: UInt8 = 0,
    drawing fresh: (inout RandomStream) -> [UInt8]
  ) throws -> [UInt8] {
    guard count.lowerBound >= 0, count.upperBound <= Self.mostBytes else {
      throw AssayError(
        .limitExceeded, "a generator asks for too many bytes, or fewer than none", expected: "0 to \(Self.mostBytes)",
        found: "\(count)", at: "count")
    }
    let choice = try draw(.bytes(count: count, in: range, simplest: simplest)) { stream, _ in .bytes(fresh(&stream)) }
    guard case .bytes(let bytes) = choice else { return Array(repeating: simplest, count: count.lowerBound) }
    return bytes
  }

  /// The most bytes of a single choice.
  private static let mostBytes = 1 << 20

  private static func outside(_ simplest: String, _ range: String) -> AssayError {
    AssayError(
      .invalidArgument, "the simplest value of a generator is outside its range", expected: "a value in \(range)",
      found: simplest, at: "simplest")
  }
}
