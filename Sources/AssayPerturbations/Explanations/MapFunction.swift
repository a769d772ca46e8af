import AssayNetworks
import AssayTensor

/// Maps of images as a differentiable function of the pixels: what an attack on an explanation moves.
///
/// Gets the model under attack, N×C×H×W images that a gradient computation follows, and their labels. Gives a tensor whose
/// first axis is N, made of the images by differentiable operations; a row must depend on its own image alone. Any
/// explanation with a derivative will do: this module knows none.
public typealias MapFunction =
  @Sendable (_ model: any Classifier, _ images: Tensor, _ labels: [Int]) throws -> Tensor
