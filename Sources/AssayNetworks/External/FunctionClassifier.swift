import AssayBase
import AssayTensor

/// A classifier made of a closure: any other engine, an actor, a service behind a network.
///
///     let model = FunctionClassifier("weekday scanner", inputShape: [1, 8, 8], classCount: 10) { images in
///       .probabilities(try scanner.probabilities(pixels: images.elements, count: images.shape[0]))
///     }
///
/// It gives answers only, so black-box attacks, explanations and properties work on it; those that need gradients say
/// what to use instead. Every answer is checked, and every image that is asked about is counted. Nothing is asked
/// twice by the model itself, nor remembered: that an image gets the same answer again is for properties to find out.
///
/// The closure is called from as many threads at once as the engine uses (`ASSAY_THREADS`, else one a core): a closure
/// around something that must not be shared needs a lock, or an actor. A timeout and another try are the closure's own
/// business: what it throws ends the check with an error that names the model.
public struct FunctionClassifier: Classifier {
  /// What messages call the model.
  public let name: String
  /// The shape of one image: channels, height, width.
  public let inputShape: Shape
  /// The number of classes.
  public let classCount: Int
  /// The names of the classes, where they were given.
  public let classNames: [String]?
  /// The most images in a call; larger batches are asked about in several calls, one after the other.
  public let batchLimit: Int?
  private let meter: UsageMeter
  private let answer: @Sendable (_ images: Tensor) throws -> ClassifierAnswer

  /// Makes a classifier of a closure that answers at once.
  ///
  /// - Parameters:
  ///   - name: What messages call the model.
  ///   - inputShape: The shape of one image: channels, height, width.
  ///   - classCount: The number of classes.
  ///   - classNames: The names of the classes, one each, for reports.
  ///   - batchLimit: The most images in a call; a batch is one call unless given.
  ///   - imageLimit: The most images that may be asked about in all; the next call throws.
  ///   - answer: What the model says of N×C×H×W images with pixels in [0, 1].
  public init(
    _ name: String, inputShape: Shape, classCount: Int, classNames: [String]? = nil, batchLimit: Int? = nil,
    imageLimit: Int? = nil,
    answer: @escaping @Sendable (_ images: Tensor) throws -> ClassifierAnswer
  ) {
    precondition(classNames.map { $0.count == classCount } ?? true, "every class has a name, or none")
    precondition(batchLimit.map { $0 >= 1 } ?? true, "a call must take at least one image")
    self.name = name
    self.inputShape = inputShape
    self.classCount = classCount
    self.classNames = classNames
    self.batchLimit = batchLimit
    meter = UsageMeter(limit: imageLimit)
    self.answer = answer
  }

  /// Makes a classifier of a closure that waits: for an actor, for a service.
  ///
  /// The thread that asks waits for the answer and runs what there is to run of the closure meanwhile, so that no thread
  /// of Swift's pool is taken and any number of checks may wait at once. When the check is cancelled, so is the closure.
  /// What the closure starts as a detached task, or on the main actor, runs there; a call from the main actor must not
  /// wait for the main actor.
  ///
  /// Parameters are those of the other initialiser.
  public init(
    _ name: String, inputShape: Shape, classCount: Int, classNames: [String]? = nil, batchLimit: Int? = nil,
    imageLimit: Int? = nil,
    answer: @escaping @Sendable (_ images: Tensor) async throws -> ClassifierAnswer
  ) {
    self.init(
      name, inputShape: inputShape, classCount: classCount, classNames: classNames, batchLimit: batchLimit,
      imageLimit: imageLimit,
      answer: { (images: Tensor) throws -> ClassifierAnswer in
        try AwaitedWork.run { try await answer(images) }
      })
  }

  /// Makes a classifier of another's answers, its gradients and layers hidden.
  ///
  /// Shows what an attacker can do who may only ask, and counts the questions. Parameters are those of the other initialisers.
  public init(answersOf model: any Classifier, batchLimit: Int? = nil, imageLimit: Int? = nil) {
    self.init(
      "\(model.name), answers only", inputShape: model.inputShape, classCount: model.classCount,
      batchLimit: batchLimit, imageLimit: imageLimit
    ) { (images: Tensor) throws -> ClassifierAnswer in .logits(try model.logits(for: images).values) }
  }

  /// What has been asked of the model so far.
  public var usage: ModelUsage { meter.usage }

  /// The logits of N×C×H×W images.
  ///
  /// - Throws: `AssayError` for images of another shape; `.limitExceeded` when the model has been asked about as many
  ///   images as it may; `.contractBroken` or `.notFinite` for an answer that is none; `.callFailed` with what the closure
  ///   throws, unless that is an `AssayError`; `CancellationError` when nobody waits for the answer any more.
  public func logits(for images: Tensor) throws -> Logits {
    try checkShape(of: images)
    let count = images.shape[0]
    let size = batchLimit ?? max(1, count)
    if count <= size { return try call(with: images) }
    let parts = try stride(from: 0, to: count, by: size).map { start in
      try call(with: images.rows(start..<min(count, start + size))).values
    }
    return Logits(.concatenatingRows(parts))
  }

  private func call(with images: Tensor) throws -> Logits {
    let count = images.shape[0]
    if count == 0 { return Logits(.zeros([0, classCount])) }
    try CancellationFlag.check()
    try meter.spend(count, on: name)
    let answer: ClassifierAnswer
    do {
      answer = try self.answer(images.detached)
    } catch let error as AssayError {
      throw error.located(at: "the model \(name)")
    } catch let error as CancellationError {
      throw error
    } catch {
      // A call that was cut short reports it in its own words.
      try CancellationFlag.check()
      throw AssayError(.callFailed, "the model \(name) did not answer", found: "\(error)")
    }
    return try answer.logits(of: self, count: count)
  }
}
