import AssayBase
import AssayTensor

/// A feature pyramid prepared for attack and explanation: weights packed once, activations fused, input gradients only.
///
/// Made by ``DarkNetPyramid/frozen(parameters:input:)``. Runs a batch slice by slice through stages and heads, slices dealt
/// to the cores; the results do not depend on either.
public struct FrozenPyramid: Sendable {
  /// The maps of a batch, N×C×H×W.
  public typealias Maps = DarkNetPyramid.Maps<Tensor>

  /// The shape of one image.
  public let inputShape: Shape
  /// The shapes of one image's maps.
  public let outputShapes: DarkNetPyramid.Maps<Shape>
  private let plan: Plan
  /// Pyramid and weights themselves, kept only to look at their layers where that is asked for.
  private let watched: (pyramid: DarkNetPyramid, parameters: [String: Tensor])?

  init(_ pyramid: DarkNetPyramid, parameters: [String: Tensor], input: Shape) throws {
    inputShape = input
    outputShapes = try pyramid.outputShapes(for: input)
    try ParameterCheck(DarkNetPyramid.name, pyramid.parameters, parameters).run()
    watched = Network.checksEveryLayer ? (pyramid, parameters) : nil
    plan = try Plan(input: input, parameters: parameters) { try pyramid.lower($0, into: &$1) }
  }

  /// The three maps of N×C×H×W images.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the images do not have ``inputShape``.
  public func maps(for images: Tensor) throws -> Maps {
    try check(images)
    return Self.maps(try plan.outputs(for: images))
  }

  /// The three maps, and the gradient at the pixels of a loss whose gradients at the maps `cotangent` gives.
  ///
  /// `cotangent` gets the maps of consecutive `rows` of the batch, and may be called from several threads at once.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the images do not have ``inputShape``, and what `cotangent` throws.
  public func mapsAndInputGradient(
    for images: Tensor, cotangent: @Sendable (_ maps: Maps, _ rows: Range<Int>) throws -> Maps
  ) throws -> (maps: Maps, gradient: Tensor) {
    try check(images)
    return try withoutActuallyEscaping(cotangent) { cotangent in
      let (outputs, gradient) = try plan.outputsAndInputGradient(for: images) { outputs, rows in
        let gradients = try cotangent(Self.maps(outputs), rows)
        return [gradients.stride32, gradients.stride16, gradients.stride8]
      }
      return (Self.maps(outputs), gradient)
    }
  }

  private static func maps(_ outputs: [Tensor]) -> Maps { (outputs[0], outputs[1], outputs[2]) }

  private func check(_ images: Tensor) throws {
    guard images.shape.rank == 4, Array(images.shape.dimensions.dropFirst()) == inputShape.dimensions else {
      throw AssayError(
        .shapeMismatch, "images do not fit the feature pyramid", expected: "N×\(inputShape)", found: "\(images.shape)")
    }
    guard let (pyramid, parameters) = watched else { return }
    try FiniteProbe.check(
      DarkNetPyramid.name, FiniteProbe.firstLayer(parameters) { _ = pyramid(images.detached, $0) })
  }
}
