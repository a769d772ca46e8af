import AssayTensor

/// The pixels of an image, each in one group; all channels of a pixel belong together.
package struct PixelGroups: Sendable {
  /// The group of each pixel, row by row, from 0.
  package let labels: [Int]
  /// The number of groups; none is empty.
  package let count: Int
  private let height: Int
  private let width: Int
  /// Pixels of the same group that follow each other, group by group.
  private let runs: [Range<Int>]
  /// Where the runs of each group begin in `runs`, and where the last one's end.
  private let starts: [Int]

  /// Wraps labels from 0, each of which some pixel must have.
  package init(labels: [Int], height: Int, width: Int) {
    precondition(labels.count == height * width, "\(labels.count) labels for \(height)×\(width) pixels")
    let count = (labels.max() ?? -1) + 1
    (self.labels, self.count, self.height, self.width) = (labels, count, height, width)
    var all: [Range<Int>] = []
    var first = 0
    for pixel in labels.indices where pixel + 1 == labels.count || labels[pixel + 1] != labels[pixel] {
      all.append(first..<pixel + 1)
      first = pixel + 1
    }
    var starts = [Int](repeating: 0, count: count + 1)
    for run in all { starts[labels[run.lowerBound] + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var runs = all
    for run in all {
      let group = labels[run.lowerBound]
      runs[next[group]] = run
      next[group] += 1
    }
    (self.runs, self.starts) = (runs, starts)
  }

  /// Copies the pixels of `group` from one image to another, both H×W×C.
  package func copy(
    _ group: Int, channels: Int, from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) {
    for run in runs[starts[group]..<starts[group + 1]] {
      let offset = run.lowerBound * channels
      (target + offset).update(from: source + offset, count: run.count * channels)
    }
  }

  /// A map 1×C×H×W with the value of its group in every pixel, the same for all channels.
  package func painted(_ values: [Double], channels: Int) -> Tensor {
    precondition(values.count == count, "\(values.count) values for \(count) groups")
    return Tensor(shape: [1, 1, height, width], elements: labels.map { Float(values[$0]) })
      .broadcast(to: [1, channels, height, width])
  }
}
