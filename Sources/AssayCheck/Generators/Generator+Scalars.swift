extension Generator where Value == Int {
  /// Integers of a range, shrinking towards `simplest`: by default zero, or the bound next to it.
  public static func integer(in range: ClosedRange<Int>, simplest: Int? = nil) -> Generator<Int> {
    Generator { source in try source.integer(in: range, simplest: simplest) }
  }

  /// Any integer, shrinking towards zero.
  public static var integer: Generator<Int> { integer(in: .min ... .max) }

  /// Integers of a range; a shorter name for ``integer(in:simplest:)``.
  public static func int(in range: ClosedRange<Int>) -> Generator<Int> { integer(in: range) }
}

extension Generator where Value == Float {
  /// Single-precision numbers of a finite range, shrinking to zero (or the nearest bound), whole numbers, few decimals.
  public static func float(in range: ClosedRange<Float>, simplest: Float? = nil) -> Generator<Float> {
    Generator { source in try source.float(in: range, simplest: simplest) }
  }
}

extension Generator where Value == Double {
  /// Double-precision numbers of a finite range, shrinking to zero (or the nearest bound), whole numbers, few decimals.
  public static func double(in range: ClosedRange<Double>, simplest: Double? = nil) -> Generator<Double> {
    Generator { source in try source.double(in: range, simplest: simplest) }
  }
}

extension Generator where Value == Bool {
  /// `false` or `true`, shrinking towards `false`.
  public static var boolean: Generator<Bool> {
    Generator { source in try source.boolean() }
  }
}

extension Generator where Value == UInt8 {
  /// Bytes of a range, shrinking towards its lower bound; grid values of 8-bit images.
  public static func byte(in range: ClosedRange<UInt8> = 0...255) -> Generator<UInt8> {
    let wide = Int(range.lowerBound)...Int(range.upperBound)
    return Generator { source in UInt8(clamping: try source.integer(in: wide)) }
  }
}

extension Generator {
  /// Always the same value; costs no choice.
  public static func constant(_ value: Value) -> Generator<Value> {
    Generator { _ in value }
  }

  /// One of the elements, each equally likely, shrinking towards the first.
  ///
  /// Throws ``AssayError`` when drawn from if there are none.
  public static func element(of elements: some Collection<Value>) -> Generator<Value> {
    let elements = Array(elements)
    return Generator { source in elements[try source.index(below: elements.count)] }
  }
}
