import AssayStatistics

/// What a ``PathwayStudy`` found: how important channels are under each condition, and what they make of each other.
public struct Pathways: Sendable, Equatable {
  /// The name of the model.
  public let model: String
  /// The class that the images are of.
  public let original: Int
  /// The class that attacked images were taken for.
  public let target: Int
  /// The share of a layer's channels that count as important.
  public let share: Double
  /// The conditions: the original class, the target class, then the strengths that had success, ascending.
  public let conditions: [PathwayCondition]
  /// How many images there were under each condition, and which counted.
  public let counts: [PathwayCount]
  /// The strengths at which no attack succeeded, of which nothing can be said.
  public let unsuccessfulStrengths: [Double]
  /// The layers in the order of the network.
  public let layers: [Layer]
  /// What lies between each layer and the next.
  public internal(set) var links: [Links]
  /// What else a file of this tells its reader, as the data and the attack by name.
  public var details: [String: String]

  /// A layer with its channels.
  public struct Layer: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The extent of each channel; 1×1 for the neurons of a dense layer.
    public let height, width: Int
    /// For each condition the importance of each channel.
    public let importance: [[Double]]
    /// For each condition the percentile of each channel, 0 to 100.
    public let percentile: [[Double]]
    /// How much attacks move each channel: Σ |percentile − percentile of the originals| / strength, in percent a unit of
    /// strength.
    public let vulnerability: [Double]

    /// The number of channels.
    public var channelCount: Int { vulnerability.count }
  }

  /// What channels of a layer make of channels of the next.
  public struct Links: Sendable, Equatable {
    /// Channels of the layer, ascending.
    public let sources: [Int]
    /// Channels of the next layer, ascending.
    public let targets: [Int]
    /// For each condition the influence of each source on each target, row after row; nil where no way leads.
    public let influences: [[Double?]]
  }

  init(
    study: PathwayStudy, model: String, conditions: [PathwayCondition], counts: [PathwayCount], unsuccessful: [Double],
    layers: [Layer]
  ) {
    self.init(
      model: model, original: study.original, target: study.target, share: study.share, conditions: conditions,
      counts: counts, unsuccessfulStrengths: unsuccessful, layers: layers, links: [], details: [:])
  }

  init(
    model: String, original: Int, target: Int, share: Double, conditions: [PathwayCondition], counts: [PathwayCount],
    unsuccessfulStrengths: [Double], layers: [Layer], links: [Links], details: [String: String]
  ) {
    (self.model, self.original, self.target, self.share) = (model, original, target, share)
    (self.conditions, self.counts, self.unsuccessfulStrengths) = (conditions, counts, unsuccessfulStrengths)
    (self.layers, self.links, self.details) = (layers, links, details)
  }

  /// The strengths at which attacks succeeded, ascending.
  public var strengths: [Double] { conditions.compactMap(\.strength) }

  /// The place of a condition among ``conditions``; nil when nothing is known of it.
  public func index(of condition: PathwayCondition) -> Int? { conditions.firstIndex(of: condition) }
}

extension Pathways.Layer {
  /// The figures that follow from the importance of each channel under each condition.
  init(_ layer: PathwayLayer, _ importance: [[Double]], _ conditions: [PathwayCondition]) {
    let percentile = importance.map { PercentileRanks.of($0) }
    self.init(
      name: layer.name, height: layer.shape[1], width: layer.shape[2], importance: importance, percentile: percentile,
      vulnerability: (0..<layer.shape[0]).map { channel in
        zip(conditions, percentile).reduce(0) { sum, entry in
          guard let strength = entry.0.strength else { return sum }
          return sum + (entry.1[channel] - percentile[0][channel]).magnitude / strength
        }
      })
  }
}
