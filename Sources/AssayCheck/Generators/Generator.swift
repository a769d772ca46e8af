import AssayBase

/// A recipe for random values of one type, drawn choice by choice so that any failing value can be reduced.
///
/// Values are made from the choices alone: the same choices give the same value, on any thread. Make your own with a
/// closure, or in an extension `where Value == …` to have it after a leading dot:
///
///     extension Generator where Value == Image {
///       static func grey(side: Int) -> Generator<Image> {
///         Generator { source in try Image(grey: source.float(in: 0...1), side: side) }
///       }
///     }
public struct Generator<Value: Sendable>: Sendable {
  /// Draws one value from a source.
  ///
  /// Throws ``AssayError`` if the recipe itself is at fault, and what a part of it throws to give up on the case.
  public let draw: @Sendable (inout ChoiceSource) throws -> Value
  /// Puts a value into words where the value itself knows too little, such as its data set; `nil` where it does not.
  package let describe: (@Sendable (Value) -> String)?

  /// Makes a generator from a closure that draws every random decision from its source.
  public init(_ draw: @escaping @Sendable (inout ChoiceSource) throws -> Value) {
    self.init(describing: nil, draw)
  }

  /// Makes a generator that knows how to put its values into words.
  package init(
    describing describe: (@Sendable (Value) -> String)?,
    _ draw: @escaping @Sendable (inout ChoiceSource) throws -> Value
  ) {
    self.draw = draw
    self.describe = describe
  }

  /// The value that `sequence` stands for, or an error if the sequence is none of this generator's.
  ///
  /// Throws ``AssayError`` if a filter rejects what the choices give.
  public func value(replaying sequence: ChoiceSequence) throws -> Value {
    var source = ChoiceSource(replaying: sequence)
    do {
      return try draw(&source)
    } catch let stop as GenerationStop {
      throw AssayError(
        .malformedData, "these choices give no value of this generator", expected: "choices it accepts",
        found: "\(stop)", advice: "The generator has changed since they were saved; delete the saved case")
    }
  }

  /// The value of one case: the same for the same key, whichever thread, shard or order it is drawn in.
  public func value(for key: RandomKey) throws -> Value {
    var source = ChoiceSource(drawingFrom: key)
    do {
      return try draw(&source)
    } catch let stop as GenerationStop {
      throw AssayError(
        .limitExceeded, "this case gives no value", expected: "a value", found: "\(stop)",
        advice: "Make fitting values instead of filtering: `.integer(in: 0...50).map { 2 * $0 }` gives even numbers")
    }
  }
}

extension Generator {
  /// Values of another type, made from this generator's.
  public func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) throws -> Other
  ) -> Generator<Other> {
    Generator<Other> { source in try transform(draw(&source)) }
  }

  /// Values of a generator that depends on an earlier value.
  public func flatMap<Other: Sendable>(
    _ next: @escaping @Sendable (Value) throws -> Generator<Other>
  ) -> Generator<Other> {
    Generator<Other> { source in
      let first = try draw(&source)
      return try next(first).draw(&source)
    }
  }

  /// Only the values that satisfy a condition; each is tried up to eight times before the case is given up.
  ///
  /// A condition that most values fail wastes the run, and ``Falsifier`` says so with an error: then make the values
  /// instead of filtering them, as `.integer(in: 0...50).map { 2 * $0 }` for even numbers.
  public func filter(
    file: StaticString = #fileID, line: UInt = #line,
    _ isIncluded: @escaping @Sendable (Value) throws -> Bool
  ) -> Generator<Value> {
    let place = "\(file):\(line)"
    return Generator(describing: describe) { source in
      for _ in 0..<8 {
        let span = source.openSpan("attempt")
        let value = try draw(&source)
        let isKept = try isIncluded(value)
        source.closeSpan(span, discarded: !isKept)
        if isKept { return value }
      }
      throw GenerationStop.rejected(by: place)
    }
  }
}
