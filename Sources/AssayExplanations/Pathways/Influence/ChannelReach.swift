import AssayNetworks

/// How much of what channels of a first layer say reaches the channels of a value behind it.
///
/// A way through several kernels is as wide as its narrowest: over the channels m between, max min(I(i,m), I(m,j)).
struct ChannelReach {
  /// The number of channels of the first layer that are followed.
  private let starts: Int
  private let channels: Int
  /// The widest way through kernels from each start to each channel; -∞ where there is none.
  private var widths: [Double]
  /// Whether the channel is a start itself, or passed on from it: by a shortcut, pooling, activation or normalisation.
  private var isStart: [Bool]

  private init(starts: Int, channels: Int) {
    (self.starts, self.channels) = (starts, channels)
    widths = [Double](repeating: -.infinity, count: starts * channels)
    isStart = [Bool](repeating: false, count: starts * channels)
  }

  /// The first layer itself, of which the channels `starts` are followed.
  init(starts: [Int], channels: Int) {
    self.init(starts: starts.count, channels: channels)
    for (place, start) in starts.enumerated() { isStart[place * channels + start] = true }
  }

  /// What passes from `parts` into a value of `channels` channels, each beginning at its offset: of several ways to a
  /// channel, as where a shortcut ends, the widest counts.
  init(joining parts: [(reach: ChannelReach, offset: Int)], starts: Int, channels: Int) {
    self.init(starts: starts, channels: channels)
    for (part, offset) in parts {
      for start in 0..<starts {
        for channel in 0..<part.channels {
          let (from, to) = (start * part.channels + channel, start * channels + offset + channel)
          widths[to] = max(widths[to], part.widths[from])
          isStart[to] = isStart[to] || part.isStart[from]
        }
      }
    }
  }

  /// What passes through a kernel whose answers are known: for each source and output of `responses`, in order, a number.
  func through(_ responses: [(pairs: KernelResponses, influence: [Double])], outputs: Int) -> ChannelReach {
    var result = ChannelReach(starts: starts, channels: outputs)
    for (pairs, influence) in responses {
      for start in 0..<starts {
        for (place, source) in pairs.sources.enumerated() {
          let from = start * channels + source
          let width = isStart[from] ? .infinity : widths[from]
          guard width > -.infinity else { continue }
          for (column, output) in pairs.outputs.enumerated() {
            let to = start * outputs + output
            result.widths[to] = max(
              result.widths[to], min(width, influence[place * pairs.outputs.count + column]))
          }
        }
      }
    }
    return result
  }

  /// The width of the widest way from a start to a channel; nil where there is none.
  ///
  /// - Parameter own: What counts for a way on which the start stays itself: the activation that it hands on.
  func width(from start: Int, to channel: Int, own: Double) -> Double? {
    let place = start * channels + channel
    let width = max(widths[place], isStart[place] ? own : -.infinity)
    return width > -.infinity ? width : nil
  }
}

extension PathwaySegment {
  /// The influence of each of `sources` on each of `outputs`, row after row.
  ///
  /// - Parameters:
  ///   - influences: For each kernel what its pairs say.
  ///   - importance: That of all channels of the first layer, which stands for what a shortcut hands on.
  func influence(
    of sources: [Int], on outputs: [Int], through influences: [Int: [(pairs: KernelResponses, influence: [Double])]],
    importance: [Double]
  ) -> [Double?] {
    var reaches = [start: ChannelReach(starts: sources, channels: channels(of: start))]
    for (place, node) in nodes.enumerated() {
      if let kernel = kernels[place] {
        reaches[node.output] = reaches[kernel.input]?.through(influences[place] ?? [], outputs: kernel.outputs)
      } else {
        let parts = offsets(of: node).compactMap { input, offset in reaches[input].map { ($0, offset) } }
        reaches[node.output] = ChannelReach(
          joining: parts, starts: sources.count, channels: channels(of: node.output))
      }
    }
    guard let reach = reaches[end] else { return [] }
    return sources.indices.flatMap { place in
      outputs.map { reach.width(from: place, to: $0, own: importance[sources[place]]) }
    }
  }
}
