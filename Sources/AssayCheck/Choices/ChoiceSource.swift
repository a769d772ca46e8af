import AssayBase

/// Where a generator gets its choices: from a random stream, or from choices made earlier.
///
/// A replay whose next choice has another kind or lies outside the range draws the simplest value instead (bytes of
/// another length are made to fit), and so does one that has run out; so every sequence means something, which is what lets a shrinker edit it blindly. Asking for
/// more than ``limit`` choices throws, and the case is not valid.
public struct ChoiceSource: Sendable {
  /// The most choices a single case may make unless said otherwise.
  package static let standardLimit: Int = 16_384

  private enum Origin: Sendable {
    case random(RandomStream)
    case replay([Choice])
    /// Choices made earlier, and a stream for what is asked beyond them.
    case continued([Choice], RandomStream)
    case extreme(ChoiceExtreme)
  }

  private var origin: Origin
  private var openSpans: [Int] = []
  /// The most choices this source gives.
  package let limit: Int
  /// What was drawn so far.
  package private(set) var nodes: [ChoiceNode] = []
  /// How many choices of a replay had another kind or lay outside the range that was asked for.
  package private(set) var misfits: Int = 0
  /// The stretches of nodes that belong together, in the order they were opened.
  package private(set) var spans: [ChoiceSpan] = []

  /// A source that draws from the stream of `key`.
  public init(drawingFrom key: RandomKey) {
    self.init(.random(RandomStream(key)), limit: Self.standardLimit)
  }

  /// A source that repeats `sequence`.
  public init(replaying sequence: ChoiceSequence) {
    self.init(.replay(sequence.choices), limit: max(Self.standardLimit, sequence.count))
  }

  /// A source that repeats `choices` and gives no more than `limit`.
  package init(replaying choices: [Choice], limit: Int) {
    self.init(.replay(choices), limit: limit)
  }

  /// A source that repeats `choices` and then draws from the stream of `key`.
  package init(replaying choices: [Choice], thenDrawingFrom key: RandomKey) {
    self.init(.continued(choices, RandomStream(key)), limit: Self.standardLimit)
  }

  /// A source that always gives the value at one end of what is asked for.
  package init(_ extreme: ChoiceExtreme) {
    self.init(.extreme(extreme), limit: Self.standardLimit)
  }

  private init(_ origin: Origin, limit: Int) {
    self.origin = origin
    self.limit = limit
  }

  /// What was drawn so far, as a sequence to save.
  public var sequence: ChoiceSequence { ChoiceSequence(nodes.map(\.choice)) }

  /// Whether a replay gave each of its choices and no other: what was saved still means what it meant.
  package var isExact: Bool {
    guard case .replay(let choices) = origin else { return true }
    return misfits == 0 && nodes.count == choices.count
  }

  /// Marks what `body` draws as one part, which a shrinker may remove, simplify or exchange with parts of the same label.
  public mutating func part<Value>(
    _ label: String, _ body: (inout ChoiceSource) throws -> Value
  ) throws -> Value {
    let index = openSpan(label)
    let value = try body(&self)
    closeSpan(index, discarded: false)
    return value
  }

  mutating func openSpan(_ label: String) -> Int {
    spans.append(ChoiceSpan(label: label, parent: openSpans.last ?? -1, start: nodes.count))
    openSpans.append(spans.count - 1)
    return spans.count - 1
  }

  mutating func closeSpan(_ index: Int, discarded: Bool) {
    spans[index].close(at: nodes.count, discarded: discarded)
    openSpans.removeLast()
  }

  /// Records a choice of `domain`: the next of the replay if it fits, else what `fresh` draws.
  mutating func draw(
    _ domain: ChoiceDomain, fresh: (inout RandomStream, [ChoiceNode]) -> Choice
  ) throws -> Choice {
    guard nodes.count < limit else { throw GenerationStop.overrun }
    let choice: Choice
    switch origin {
    case .replay(let choices):
      choice = replayed(choices, domain) ?? domain.simplest
    case .continued(let choices, var stream):
      choice = replayed(choices, domain) ?? fresh(&stream, nodes)
      origin = .continued(choices, stream)
    case .random(var stream):
      choice = fresh(&stream, nodes)
      origin = .random(stream)
    case .extreme(let end):
      choice = domain.extreme(end)
    }
    nodes.append(ChoiceNode(choice, of: domain))
    return choice
  }

  /// The choice at the present place, if there is one that fits.
  private mutating func replayed(_ choices: [Choice], _ domain: ChoiceDomain) -> Choice? {
    guard nodes.count < choices.count else { return nil }
    let given = choices[nodes.count]
    let fitted = domain.fitted(given)
    if fitted != given { misfits += 1 }
    return fitted
  }
}
