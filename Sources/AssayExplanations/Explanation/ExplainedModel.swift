import AssayBase
import AssayNetworks
import AssayTensor
import Synchronization

/// The model that an explanation is about: its answers, its gradients where it has some, its layers where it shows them.
///
/// What is made from the model for that (its frozen form, its graph, plans up to a layer and from there) is made when first
/// asked for and kept: explain several batches, or with several methods, through one value.
package final class ExplainedModel: Sendable {
  /// The model as it was given.
  package let original: any Classifier
  private let cache = Mutex(Cache())

  private struct Cache {
    var frozen: (any DifferentiableClassifier)?
    var graph: NetworkGraph?
    var foldedGraph: NetworkGraph?
    var plans: [PlanPlace: Plan?] = [:]
  }

  private struct PlanPlace: Hashable {
    let isBefore: Bool
    let values: [PlanValue]
  }

  package init(_ model: any Classifier) { original = model }

  /// Whether maps shall be differentiable: gradients may follow the model's weights and the images.
  package var isTraced: Bool { original is TracedNetwork }

  /// What gives answers: the model, frozen where that can be.
  package func classifier() throws -> any Classifier {
    original is any DifferentiableClassifier ? try differentiable() : original
  }

  /// What gives gradients at the pixels: the model, frozen.
  ///
  /// - Throws: `AssayError(.unsupported)` for a model that gives answers only.
  package func differentiable() throws -> any DifferentiableClassifier {
    guard let model = original as? any DifferentiableClassifier else {
      throw original.cannotServe(
        "the explanation", things: "gradients", alternatives: "LIME, occlusion, KernelSHAP or RISE")
    }
    return try made(\.frozen) { try model.frozen() }
  }

  /// The layers by name.
  ///
  /// - Throws: `AssayError(.unsupported)` for a model that does not show its layers.
  package func graph() throws -> NetworkGraph {
    guard let model = original as? any LayeredClassifier else {
      throw AssayError(
        .unsupported, "the explanation looks into layers, which the model \(original.name) does not show",
        expected: "a Network, or another LayeredClassifier", found: "\(type(of: original))",
        advice: "A frozen network has fused its layers: give the network itself")
    }
    return try made(\.graph) { try model.graph() }
  }

  /// The layers with batch normalisation folded into those before it: for walks back over all layers.
  ///
  /// - Throws: As ``graph()``.
  func foldedGraph() throws -> NetworkGraph { try made(\.foldedGraph) { try graph().foldingNormalization() } }

  /// What `target` asks for of images with labels.
  ///
  /// - Throws: `AssayError` when images, labels or target do not fit the model, or it breaks its contract.
  package func scores(for target: ExplanationTarget, images: Tensor, labels: [Int]) throws -> ExplainedScores {
    try original.checkShape(of: images)
    try original.check(labels: labels, count: images.shape[0])
    guard !labels.isEmpty else { return ExplainedScores(of: []) }
    // Frozen for predictions alone: methods that look into layers have no other use for one more copy of the weights.
    return try target.scores(
      of: original, labels: labels, predictions: classifier().checkedLogits(for: images).labels)
  }

  /// The layers up to `values`.
  package func plan(to values: [PlanValue]) throws -> Plan {
    let place = PlanPlace(isBefore: true, values: values)
    if case let plan?? = cache.withLock({ $0.plans[place] }) { return plan }
    let plan = try graph().plan(to: values)
    cache.withLock { $0.plans[place] = plan }
    return plan
  }

  /// The layers behind `value`; nil where some way to the logits does not lead through it.
  package func plan(from value: PlanValue) throws -> Plan? {
    let place = PlanPlace(isBefore: false, values: [value])
    if let plan = cache.withLock({ $0.plans[place] }) { return plan }
    let plan = try graph().plan(from: value)
    cache.withLock { $0.plans[place] = .some(plan) }
    return plan
  }

  private func made<Part: Sendable>(
    _ path: WritableKeyPath<Cache, Part?> & Sendable, _ make: () throws -> Part
  ) throws -> Part {
    if let part = cache.withLock({ $0[keyPath: path] }) { return part }
    let part = try make()
    cache.withLock { $0[keyPath: path] = part }
    return part
  }
}
