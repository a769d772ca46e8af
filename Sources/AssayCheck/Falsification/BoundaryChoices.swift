import AssayBase

/// The values at the edges of a generator: all choices at once simplest, least or greatest, and single ones.
enum BoundaryChoices {
  /// At most `most` sequences of choices, without those the generator makes nothing of.
  ///
  /// First all simplest, all least, all greatest; then one random case with one of its choices, spread evenly over the
  /// case, at an end of its range.
  static func sequences<Value>(of generator: Generator<Value>, atMost most: Int, key: RandomKey) -> [ChoiceSequence] {
    let whole = [
      ChoiceSource(replaying: ChoiceSequence([])), ChoiceSource(.lowest), ChoiceSource(.highest),
    ].compactMap { choices(of: generator, from: $0) }
    var sequences = whole.prefix(most).map { ChoiceSequence($0.map(\.choice)) }
    guard let base = choices(of: generator, from: ChoiceSource(drawingFrom: key.derived("boundary"))) else {
      return sequences
    }
    let pairs = (most - sequences.count + 1) / 2
    for place in 0..<min(pairs, base.count) {
      let index = place * base.count / min(pairs, base.count)
      for end in [ChoiceExtreme.lowest, .highest] where sequences.count < most {
        var choices = base.map(\.choice)
        choices[index] = base[index].domain.extreme(end)
        sequences.append(ChoiceSequence(choices))
      }
    }
    return sequences
  }

  private static func choices<Value>(of generator: Generator<Value>, from source: ChoiceSource) -> [ChoiceNode]? {
    var source = source
    return (try? generator.draw(&source)) == nil ? nil : source.nodes
  }
}
