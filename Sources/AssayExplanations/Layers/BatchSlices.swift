import AssayBase
import AssayTensor

/// Cuts a batch into slices whose memory is bounded, whatever the batch.
struct BatchSlices {
  /// What slices may take together unless one example for each thread takes more.
  static let bytes = 64 << 20

  private let count: Int
  private let size: Int
  private let threads: Int

  /// Slices for `count` examples, each of which takes `floatsEach` while it is worked on.
  ///
  /// - Parameter sharing: Whether the threads work on several slices at a time, rather than together on one.
  init(of count: Int, floatsEach: Int, sharing: Bool) {
    threads = max(1, min(count, ComputeContext.current.threads))
    let fitting = Self.bytes / MemoryLayout<Float>.stride / max(1, floatsEach)
    self.count = count
    size =
      sharing
      ? max(1, min(fitting / threads, (count + threads - 1) / threads)) : max(threads, min(fitting, count))
  }

  /// The rows of each slice, in order.
  var ranges: [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// What `body` makes of each slice, one after the other, as one batch.
  func map(_ body: (Range<Int>) throws -> Tensor) rethrows -> Tensor {
    .concatenatingRows(try ranges.map(body))
  }

  /// What `body` makes of each slice, on all threads, as one batch.
  func mapSharing(_ body: @Sendable (Range<Int>) throws -> Tensor) throws -> Tensor {
    let ranges = ranges
    return .concatenatingRows(try WorkerPool.map(ranges.count) { try body(ranges[$0]) })
  }
}
