import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations

/// The examples of a data set by how little it takes to fool a model about them: from bad to good.
///
/// First those that the model gets wrong without any attack, then by the size of the smallest change that an attack finds,
/// at last those that it does not fool.
public struct HardnessRanking: Sendable {
  /// An example with its place.
  public struct Entry: Sendable, Equatable {
    /// The example's index in the data set.
    public let index: Int
    /// Its label.
    public let label: Int
    /// What the model says of the attacked image; of the image itself where it is wrong about that or was not fooled.
    public let prediction: Int
    /// The size of the smallest change that fools, 0 where none is needed; nil where the attack finds none.
    public let distance: Double?
  }

  /// What the model is called.
  public let model: String
  /// What the data set is called.
  public let data: String
  /// How changes are measured.
  public let norm: Norm
  /// The examples, the most easily fooled first.
  public let entries: [Entry]
  /// The search behind the distances.
  let attack: Attack
  let key: RandomKey

  /// Attacks the examples of `data`.
  ///
  /// - Parameters:
  ///   - attack: One that looks for the smallest change; of one in a ball, the ball is halved until it fails.
  ///   - cases: How many examples to rank, from the first; all unless given.
  ///   - progress: Told how many examples are done.
  /// - Throws: `AssayError` for settings that cannot be used, `CancellationError` when cancelled, and what attacking throws.
  public init(
    of data: Dataset, by attack: Attack, on model: any Classifier, cases: Int? = nil, key: RandomKey,
    progress: (String) -> Void = { _ in }
  ) throws {
    let search = attack.ball == nil ? attack : attack.smallestBall()
    let target = try AttackedModel(model)
    let count = min(cases ?? data.count, data.count)
    var entries: [Entry] = []
    for start in stride(from: 0, to: count, by: 256) {
      try Task.checkCancellation()
      progress("\(start) of \(count) examples ranked")
      let indices = Array(start..<min(count, start + 256))
      let (images, labels) = try data.batch(at: indices)
      let fates = try search.run(on: target, images: images, labels: labels, indices: indices, key: key).fates
      entries += indices.indices.map { row in
        Entry(
          index: indices[row], label: labels[row], prediction: fates[row].prediction,
          distance: fates[row].isFooled ? fates[row].distance : nil)
      }
    }
    guard !entries.isEmpty else { throw AssayError(.empty, "there are no examples to rank", at: data.name) }
    (self.model, self.data, self.attack, self.key) = (model.name, data.name, search, key)
    norm = attack.norm
    self.entries = entries.sorted { ($0.distance ?? .infinity, $0.index) < ($1.distance ?? .infinity, $1.index) }
  }

  /// The ranking as a JSON object; the distance of an example that was not fooled is null.
  public var json: JSONValue {
    [
      "model": .string(model), "data": .string(data), "attack": .string("\(attack)"), "norm": .string(norm.rawValue),
      "images": .array(
        entries.map { entry in
          [
            "index": .integer(entry.index), "label": .integer(entry.label), "prediction": .integer(entry.prediction),
            "distance": entry.distance.map(JSONValue.number) ?? .null,
          ]
        }),
    ]
  }
}
