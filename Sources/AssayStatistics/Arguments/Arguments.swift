import AssayBase

/// Checks of arguments that every procedure here shares.
enum Arguments {
  /// 1 − `confidence`, if the confidence lies strictly between 0 and 1.
  static func significance(of confidence: Double) throws -> Double {
    guard confidence > 0, confidence < 1 else {
      throw AssayError(
        .invalidArgument, "the confidence is no probability", expected: "a number in (0, 1), such as 0.999",
        found: "\(confidence)", at: "confidence")
    }
    return 1 - confidence
  }

  /// Throws unless `value` lies in [0, 1].
  static func probability(_ value: Double, _ name: String) throws {
    guard value >= 0, value <= 1 else {
      throw AssayError(
        .invalidArgument, "not a probability", expected: "a number in [0, 1]", found: "\(value)", at: name)
    }
  }

  /// Throws unless `value` is finite.
  static func finite(_ value: Double, _ name: String) throws {
    guard value.isFinite else {
      throw AssayError(.notFinite, "not a finite number", expected: "a finite number", found: "\(value)", at: name)
    }
  }

  /// Throws unless all `values` are finite and there are at least `least` of them.
  static func sample(_ values: [Double], least: Int, _ name: String) throws {
    guard values.count >= least else {
      throw AssayError(
        .invalidArgument, "the sample is too small", expected: "at least \(least) values", found: "\(values.count)",
        at: name)
    }
    for (index, value) in values.enumerated() where !value.isFinite {
      throw AssayError(
        .notFinite, "the sample has a value that is not finite", found: "\(value)", at: "\(name)[\(index)]")
    }
  }

  /// Throws unless both samples have as many values.
  static func paired(_ a: [Double], _ b: [Double]) throws {
    guard a.count == b.count else {
      throw AssayError(
        .invalidArgument, "paired samples differ in size", expected: "\(a.count) values", found: "\(b.count)")
    }
  }

  /// Throws unless `count` is at least `least`.
  static func count(_ count: Int, least: Int = 0, _ name: String) throws {
    guard count >= least else {
      throw AssayError(
        .invalidArgument, "the count is too small", expected: "at least \(least)", found: "\(count)", at: name)
    }
  }

  /// Throws unless `width`, of an indifference zone, is finite and not negative.
  static func indifference(_ width: Double) throws {
    guard width >= 0, width.isFinite else {
      throw AssayError(
        .invalidArgument, "the indifference width is no width", expected: "a finite number, at least 0",
        found: "\(width)", at: "indifference")
    }
  }
}

extension ClosedRange<Double> {
  /// The range between two numbers that rounding may have put in the wrong order, cut to `limits`.
  static func ordered(_ a: Double, _ b: Double, within limits: ClosedRange<Double> = 0...1) -> ClosedRange<Double> {
    let low = Swift.min(Swift.max(a, limits.lowerBound), limits.upperBound)
    let high = Swift.min(Swift.max(b, limits.lowerBound), limits.upperBound)
    return low <= high ? low...high : high...low
  }
}

extension Sequence<Double> {
  /// The sum with the rounding errors carried along (Neumaier 1974), so that it is correct to the last bit or two.
  var compensatedSum: Double {
    var (sum, lost) = (0.0, 0.0)
    for value in self {
      let next = sum + value
      lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }
}

extension Collection<Double> {
  /// The arithmetic mean; NaN when empty.
  var mean: Double { compensatedSum / Double(count) }

  /// The sum of the squared distances from the mean.
  var sumOfSquares: Double {
    let center = mean
    return lazy.map { ($0 - center) * ($0 - center) }.compensatedSum
  }
}
