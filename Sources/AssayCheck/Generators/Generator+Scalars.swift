import AssayBase

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

extension Generator where Value == [UInt8] {
  /// Bytes of a range, shrinking to fewer of them, and each towards the range's lower bound.
  ///
  ///     try await forAll(.bytes(count: 0...64)) { bytes in
  ///       #expect(throws: Never.self) { try MyFormat.parse(bytes) }
  ///     }
  ///
  /// They are one choice however many, so that long ones shrink fast.
  public static func bytes(
    count: ClosedRange<Int> = 0...64, in range: ClosedRange<UInt8> = 0...255
  ) -> Generator<[UInt8]> {
    Generator { source in try source.bytes(count: count, in: range) }
  }
}

extension Generator where Value: CaseIterable {
  /// The cases of an enumeration, each equally likely, shrinking towards the first.
  ///
  ///     try await forAll(.anyCase(of: Norm.self)) { norm in #expect(!norm.symbol.isEmpty) }
  public static func anyCase(of type: Value.Type = Value.self) -> Generator<Value> {
    Generator { source in
      let cases = Array(type.allCases)
      guard !cases.isEmpty else {
        throw AssayError(.empty, "an enumeration has no cases to generate", expected: "a case", found: "\(type)")
      }
      return cases[try source.index(below: cases.count)]
    }
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
    return Generator { source in
      guard !elements.isEmpty else {
        throw AssayError(
          .empty, "element(of:) has nothing to choose from", expected: "at least one element", found: "an empty list",
          advice: "Give it an element, or leave the test out while the list is empty")
      }
      return elements[try source.index(below: elements.count)]
    }
  }
}
