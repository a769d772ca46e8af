import AssayBase

// Settings of training and of attacks, which are searched by order of magnitude.

extension Generator where Value == Double {
  /// Numbers of a positive range whose logarithm is spread evenly, shrinking to round powers of ten.
  ///
  ///     try await forAll(.logUniform(in: 1e-5...1e-1)) { learningRate in … }
  ///
  /// Every order of magnitude is equally likely. The simplest is the power of ten nearest to 1 that the range holds, or
  /// the bound nearest to 1 where it holds none. Values have three significant digits, so that they can be typed.
  /// Throws ``AssayError`` when drawn from if the range is not positive and finite.
  public static func logUniform(in range: ClosedRange<Double>) -> Generator<Double> {
    Generator { source in
      guard range.lowerBound > 0, range.upperBound.isFinite else {
        throw AssayError(
          .invalidArgument, "a log-uniform range must be positive and finite", expected: "such as 1e-5...1e-1",
          found: "\(range)", advice: "Write `.oneOf(.constant(0), .logUniform(in: …))` where zero is meant too")
      }
      let exponents = Decades.logarithm(range.lowerBound)...Decades.logarithm(range.upperBound)
      let exponent = try source.double(in: exponents, simplest: Decades.simplest(of: exponents))
      return min(max(Decades.power(exponent), range.lowerBound), range.upperBound)
    }
  }
}

extension Generator where Value == Float {
  /// Numbers of a positive range whose logarithm is spread evenly, shrinking to round powers of ten.
  ///
  /// As ``Generator/logUniform(in:)-(ClosedRange<Double>)``, in single precision.
  public static func logUniform(in range: ClosedRange<Float>) -> Generator<Float> {
    Generator<Double>.logUniform(in: Double(range.lowerBound)...Double(range.upperBound)).map { value in
      min(max(Float(value), range.lowerBound), range.upperBound)
    }
  }
}

extension Generator where Value == Int {
  /// Powers of two in a range, each equally likely, shrinking towards the smallest; batch sizes and widths.
  ///
  ///     try await forAll(.powerOfTwo(in: 8...256)) { batch in … }
  ///
  /// Throws ``AssayError`` when drawn from if the range holds none.
  public static func powerOfTwo(in range: ClosedRange<Int>) -> Generator<Int> {
    let powers = (0..<(Int.bitWidth - 1)).map { 1 << $0 }.filter(range.contains)
    return Generator { source in
      guard !powers.isEmpty else {
        throw AssayError(
          .empty, "a range holds no power of two", expected: "such as 8...256", found: "\(range)",
          advice: "Widen the range, or write `.integer(in: \(range))`")
      }
      return powers[try source.index(below: powers.count)]
    }
  }
}

/// Powers of ten and their logarithms, the same bits on every machine.
private enum Decades {
  private static let naturalLogarithmOfTen = 2.302585092994046

  /// The logarithm to base ten; whole for the powers of ten that a literal gives.
  static func logarithm(_ value: Double) -> Double {
    let logarithm = Elementary.log(value) / naturalLogarithmOfTen
    let whole = logarithm.rounded()
    return power(whole) == value ? whole : logarithm
  }

  /// Ten to a power, rounded to three significant digits; exact literals for whole exponents.
  static func power(_ exponent: Double) -> Double {
    let decade = exponent.rounded(.down)
    let digits = (Elementary.exp((exponent - decade) * naturalLogarithmOfTen) * 100).rounded()
    // "316e-5" is read with one rounding, a product would take two.
    return Double("\(Int(digits))e\(Int(decade) - 2)") ?? 0
  }

  /// The whole exponent nearest to zero, or the nearest bound.
  static func simplest(of range: ClosedRange<Double>) -> Double {
    let nearest = min(max(0, range.lowerBound), range.upperBound)
    let whole = nearest.rounded(nearest < 0 ? .down : .up)
    return range.contains(whole) ? whole : nearest
  }
}
