import AssayBase
import Synchronization

/// What has been asked of a model.
public struct ModelUsage: Sendable, Equatable {
  /// The number of calls.
  public internal(set) var calls: Int
  /// The number of images in all calls together.
  public internal(set) var images: Int

  /// So many calls with so many images together.
  public init(calls: Int = 0, images: Int = 0) { (self.calls, self.images) = (calls, images) }

  /// The use since `earlier`.
  public func since(_ earlier: ModelUsage) -> ModelUsage {
    ModelUsage(calls: calls - earlier.calls, images: images - earlier.images)
  }
}

/// Counts what is asked of a model, on any number of threads, and ends it at a limit.
final class UsageMeter: Sendable {
  private let limit: Int?
  private let state = Mutex(ModelUsage())

  init(limit: Int?) { self.limit = limit }

  var usage: ModelUsage { state.withLock { $0 } }

  /// Counts a call with `images`.
  ///
  /// - Throws: `AssayError(.limitExceeded)` when there would be more than may be; nothing is counted then.
  func spend(_ images: Int, on model: String) throws {
    try state.withLock { usage in
      if let limit, usage.images + images > limit {
        throw AssayError(
          .limitExceeded, "the model \(model) has been asked about as many images as it may",
          expected: "at most \(limit)", found: "\(usage.images) and now \(images) more", at: "imageLimit",
          advice: "Raise imageLimit, check fewer cases, or give attacks and explanations fewer queries")
      }
      usage.calls += 1
      usage.images += images
    }
  }
}
