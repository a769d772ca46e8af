import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// A transform in front of a network, through which gradients pass.
///
/// In training each image of each update is changed in its own way. In evaluation all are changed alike, as the layer's key
/// decides: so logits do not depend on the batch, and several layers of different keys make up an expectation over
/// transforms (Athalye et al. 2018, "Synthesizing robust adversarial examples").
public struct TransformLayer: Layer {
  private let name: String
  private let transform: ImageTransform
  private let key: RandomKey

  /// Makes the layer; `name` separates its draws in training from those of other layers.
  public init(_ name: String, _ transform: ImageTransform, key: RandomKey) {
    self.name = name
    self.transform = transform
    self.key = key
  }

  /// The transform in words.
  public var kind: String { "Transform: \(transform)" }

  /// C×H×W of the changed image.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3 else {
      throw AssayError(.shapeMismatch, "a transform needs images", expected: "C×H×W", found: "\(input)")
    }
    let size = ImageSize(channels: input[0], height: input[1], width: input[2])
    let result = try transform.drawn(for: size, key: key).resultSize
    return [result.channels, result.height, result.width]
  }

  /// The changed images.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    do {
      guard case .training(let update) = context.mode else { return try transform.applied(to: input, key: key) }
      let draws = update.derived("transform").derived(name)
      return try transform.applied(to: input, keys: (0..<input.shape[0]).map { draws.derived($0) })
    } catch {
      // The network asked for the output's shape when it was made, and would have thrown this then.
      preconditionFailure("\(error)")
    }
  }
}
