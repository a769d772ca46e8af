import AssayBase
import AssayNetworks
import AssayTensor

/// What the layers of a network make of images: all of them, or some by name, in one pass.
///
/// Images run through one plan with several results, slice by slice: beside the weights and what the caller keeps, memory is
/// twice that of 64 MiB of activations, or of one image's for each thread where that is more. The results do not depend on
/// the batch or the threads; in the last bits they may differ with the layers asked for, because what nobody asks for is fused.
public struct LayerActivations: Sendable {
  /// The names of the layers, as they were asked for.
  public let layerNames: [String]
  /// The shape of one example of each layer's result: C×H×W, or F features.
  public let shapes: [Shape]
  /// The layers.
  package let nodes: [GraphNode]
  private let model: any Classifier
  private let plan: Plan

  /// Looks at `layers` of a model, or at all of them in order.
  ///
  /// A name may be that of a block: then its last layer is meant.
  ///
  /// - Throws: `AssayError(.unsupported)` for a model that does not show its layers, `.unknownName` that lists the names
  ///   there are, `.empty` when no layer is asked for.
  public init(of model: any Classifier, layers: [String]? = nil) throws {
    try self.init(of: ExplainedModel(model), layers: layers)
  }

  /// The same through what was made from the model before.
  package init(of subject: ExplainedModel, layers: [String]? = nil) throws {
    let graph = try subject.graph()
    layerNames = layers ?? graph.layerNames
    nodes = try layers.map { try $0.map { try graph.layer($0) } } ?? graph.nodes
    guard !nodes.isEmpty else {
      throw AssayError(.empty, "there are no activations of no layers", expected: "the name of a layer")
    }
    shapes = nodes.map(\.outputShape)
    model = subject.original
    plan = try subject.plan(to: nodes.map(\.output))
  }

  /// The activations of each layer, in the order of ``layerNames``: N×C×H×W, or N×F; all are kept.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the images do not have the model's shape.
  public func values(for images: Tensor) throws -> [Tensor] { try summaries(of: images) { $0 } }

  /// What `summarize` makes of the activations of each layer, row by row, as one tensor a layer.
  ///
  /// It gets some consecutive examples at a time and must give as many rows; activations are let go behind it.
  ///
  /// - Throws: As ``values(for:)``, and what `summarize` throws.
  public func summaries(of images: Tensor, _ summarize: (Tensor) throws -> Tensor) throws -> [Tensor] {
    var parts = [[Tensor]](repeating: [], count: nodes.count)
    try forEachSlice(of: images) { rows, activations in
      for (layer, activation) in activations.enumerated() {
        let summary = try summarize(activation)
        precondition(summary.shape.rank > 0 && summary.shape[0] == rows.count, "a summary has a row for each example")
        parts[layer].append(summary)
      }
    }
    return zip(parts, shapes).map { $0.isEmpty ? .zeros(Shape([0] + $1.dimensions)) : .concatenatingRows($0) }
  }

  /// The activations of all layers for some consecutive examples at a time, in order.
  ///
  /// - Throws: As ``values(for:)``, and what `body` throws.
  public func forEachSlice(
    of images: Tensor, _ body: (_ rows: Range<Int>, _ activations: [Tensor]) throws -> Void
  ) throws {
    try model.checkShape(of: images)
    let floats = shapes.reduce(0) { $0 + $1.count }
    for rows in BatchSlices(of: images.shape[0], floatsEach: floats, sharing: false).ranges {
      try body(rows, try plan.outputs(for: images.detached.rows(rows)))
    }
  }
}
