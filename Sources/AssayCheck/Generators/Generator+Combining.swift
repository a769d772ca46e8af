import AssayBase

extension Generator {
  /// Values of any of the generators, each equally likely, shrinking towards the first generator.
  ///
  /// Throws ``AssayError`` when drawn from if there are none.
  public static func oneOf(_ generators: Generator<Value>...) -> Generator<Value> { oneOf(generators) }

  /// Values of any of the generators, each equally likely, shrinking towards the first generator.
  ///
  /// Throws ``AssayError`` when drawn from if there are none.
  public static func oneOf(_ generators: [Generator<Value>]) -> Generator<Value> {
    Generator { source in
      guard !generators.isEmpty else {
        throw AssayError(
          .empty, "oneOf has nothing to choose from", expected: "at least one generator", found: "none",
          advice: "Write `.oneOf(.constant(value), …)`")
      }
      return try source.part("one of") { source in
        try generators[source.index(below: generators.count)].draw(&source)
      }
    }
  }

  /// Values of any of the generators, each as often as its weight says, shrinking towards the first with a weight.
  ///
  /// Throws ``AssayError`` when drawn from if a weight is negative or none is positive.
  public static func frequency(_ weighted: (weight: Int, generator: Generator<Value>)...) -> Generator<Value> {
    frequency(weighted)
  }

  /// Values of any of the generators, each as often as its weight says, shrinking towards the first with a weight.
  ///
  /// Throws ``AssayError`` when drawn from if a weight is negative or none is positive.
  public static func frequency(_ weighted: [(weight: Int, generator: Generator<Value>)]) -> Generator<Value> {
    Generator { source in
      var total = 0
      for (weight, _) in weighted {
        let (sum, overflow) = total.addingReportingOverflow(weight)
        guard weight >= 0, !overflow else {
          throw AssayError(
            .invalidArgument, "a weight of frequency is out of range", expected: "small integers of at least 0",
            found: "\(weighted.map(\.weight))")
        }
        total = sum
      }
      guard total > 0 else {
        throw AssayError(
          .empty, "frequency has nothing to choose from", expected: "a positive weight",
          found: "\(weighted.map(\.weight))", advice: "Write `.frequency((3, first), (1, second))`")
      }
      return try source.part("one of") { source in
        var ticket = try source.index(below: total)
        for (weight, generator) in weighted {
          if ticket < weight { return try generator.draw(&source) }
          ticket -= weight
        }
        throw AssayError(.empty, "a generator has nothing to choose from", expected: "a positive weight")
      }
    }
  }

  /// Values built from smaller values of the same kind, at most `depth` levels deep, shrinking towards `base`.
  ///
  /// The shrinker may put any inner value in the place of the one around it.
  public static func recursive(
    depth: Int, base: Generator<Value>,
    extending extend: @escaping @Sendable (Generator<Value>) -> Generator<Value>
  ) -> Generator<Value> {
    Generator { source in
      try source.part("recursive") { source in
        guard depth > 0, try source.boolean() else {
          if depth <= 0 { try source.fixedBoolean(false) }
          return try base.draw(&source)
        }
        return try extend(recursive(depth: depth - 1, base: base, extending: extend)).draw(&source)
      }
    }
  }
}

extension Generator {
  /// Nothing or a value, equally likely, shrinking towards nothing.
  public static func optional<Wrapped: Sendable>(
    _ wrapped: Generator<Wrapped>
  ) -> Generator<Wrapped?> where Value == Wrapped? {
    Generator { source in try source.boolean() ? wrapped.draw(&source) : nil }
  }

  /// Arrays of an element generator, shrinking to fewer and simpler elements.
  ///
  /// Lengths are geometric around the smaller of five more than the least and the middle of `count`.
  /// Throws ``AssayError`` when drawn from if `count` starts below zero.
  public static func array<Element: Sendable>(
    of element: Generator<Element>, count: ClosedRange<Int> = 0...32
  ) -> Generator<[Element]> where Value == [Element] {
    Generator { source in
      try source.part("array") { source in
        try source.elements(count: count) { source in try element.draw(&source) }
      }
    }
  }

  /// Arrays of exactly `count` elements.
  ///
  /// Throws ``AssayError`` when drawn from if `count` is negative.
  public static func array<Element: Sendable>(
    of element: Generator<Element>, count: Int
  ) -> Generator<[Element]> where Value == [Element] {
    array(of: element, count: count...count)
  }
}

extension Generator where Value == String {
  /// Strings over an alphabet, shrinking to fewer characters and towards the alphabet's first.
  ///
  /// Throws ``AssayError`` when drawn from if the alphabet is empty and a character is needed, or `count` starts below
  /// zero.
  public static func string(
    of alphabet: String = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_/äßé漢🙂",
    count: ClosedRange<Int> = 0...32
  ) -> Generator<String> {
    Generator<[Character]>.array(of: .element(of: Array(alphabet)), count: count).map { String($0) }
  }
}

extension ChoiceSource {
  /// Draws as many elements as a flag before each says; flags that the least or greatest count decides are fixed.
  fileprivate mutating func elements<Element>(
    count: ClosedRange<Int>, _ element: (inout ChoiceSource) throws -> Element
  ) throws -> [Element] {
    guard count.lowerBound >= 0 else {
      throw AssayError(
        .invalidArgument, "the count of a generated array is negative", expected: "at least 0",
        found: "\(count.lowerBound)", at: "count")
    }
    let (least, most) = (count.lowerBound, count.upperBound)
    // The mean number of optional elements; their count is geometric, cut off at `most`.
    let mean = min(max(Double(least), 5), Double(most - least) / 2)
    var elements: [Element] = []
    while elements.count < most {
      let span = openSpan("element")
      if elements.count < least {
        try fixedBoolean(true)
      } else if try !boolean(probability: mean / (1 + mean)) {
        closeSpan(span, discarded: false)
        break
      }
      elements.append(try element(&self))
      closeSpan(span, discarded: false)
    }
    return elements
  }
}
