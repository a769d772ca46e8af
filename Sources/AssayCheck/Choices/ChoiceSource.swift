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
  }

  private var origin: Origin
  private var openSpans: [Int] = []
  /// The most choices this source gives.
  package let limit: Int
  /// What was drawn so far.
  package private(set) var nodes: [ChoiceNode] = []
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

  private init(_ origin: Origin, limit: Int) {
    self.origin = origin
    self.limit = limit
  }

  /// What was drawn so far, as a sequence to save.
  public var sequence: ChoiceSequence { ChoiceSequence(nodes.map(\.choice)) }

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
      choice = (nodes.count < choices.count ? domain.fitted(choices[nodes.count]) : nil) ?? domain.simplest
    case .random(var stream):
      choice = fresh(&stream, nodes)
      origin = .random(stream)
    }
    nodes.append(ChoiceNode(choice, of: domain))
    return choice
  }
}
