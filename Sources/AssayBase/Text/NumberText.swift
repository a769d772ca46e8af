/// Numbers as arguments give them and tables show them.
package enum NumberText {
  /// A whole number with commas between its thousands: "61,949,149".
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    return digits.indices.reduce(into: number < 0 ? "-" : "") { text, index in
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digits[index])
    }
  }

  /// A number as a person writes it, whole ones without a fraction: "4", "0.2".
  package static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  /// A seed: any whole number of 64 bits without sign.
  ///
  /// - Throws: `AssayError(.invalidArgument)` that names the argument.
  package static func seed(_ text: String, named name: String) throws -> UInt64 {
    guard let value = UInt64(text) else {
      throw AssayError(
        .invalidArgument, "not a seed", expected: "a whole number from 0 to \(UInt64.max)", found: "“\(text)”",
        at: name)
    }
    return value
  }

  /// A decimal number or a fraction: "0.03", "8/255".
  ///
  /// - Throws: `AssayError(.invalidArgument)` that names the argument.
  package static func number(_ text: String, named name: String) throws -> Double {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, numbers.count <= 2, numbers.allSatisfy(\.isFinite),
      numbers.count < 2 || numbers[1] != 0
    else {
      throw AssayError(
        .invalidArgument, "not a number", expected: "a number such as 0.03 or a fraction such as 8/255",
        found: "“\(text)”", at: name)
    }
    let value = numbers.count == 2 ? numbers[0] / numbers[1] : numbers[0]
    guard value.isFinite else {
      throw AssayError(.invalidArgument, "a number is too large", found: "“\(text)”", at: name)
    }
    return value
  }
}
