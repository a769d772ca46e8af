import AssayNetworks
import AssayTensor

/// The weights by which channels of one value act on channels of another: a convolution, or a dense layer as one.
///
/// A dense layer is a convolution whose kernel covers the whole extent of its input. A normalisation that alone reads the
/// result belongs to the weights: its factor multiplies those of its channel. Biases and shifts act on no channel in
/// particular and are left out.
struct ChannelKernel: Sendable {
  /// The value that the weights are applied to, as C×H×W.
  let input: PlanValue
  let view: ChannelView
  let geometry: ConvolutionGeometry
  /// O×(C/groups)×KH×KW.
  let shape: Shape
  private let weights: [Float]

  /// The kernel of a layer with weights; nil for other layers.
  init?(_ node: GraphNode, view: ChannelView, followedBy affine: GraphNode?) {
    let weight: Tensor
    switch node.operation {
    case .convolution(let tensor, _, let geometry): (weight, self.geometry) = (tensor, geometry)
    case .linear(let tensor, _):
      weight = tensor.reshaped(to: [tensor.shape[0], view.channels, view.height, view.width])
      geometry = ConvolutionGeometry()
    default: return nil
    }
    (input, self.view, shape) = (node.inputs[0], view, weight.shape)
    var weights = weight.elements
    if let affine, case .affine(let scale, _) = affine.operation {
      let (factors, size) = (scale.elements, weights.count / max(1, weight.shape[0]))
      for index in weights.indices { weights[index] *= factors[index / size] }
    }
    self.weights = weights
  }

  var outputs: Int { shape[0] }
  /// The taps of a channel on another.
  private var taps: Int { shape[2] * shape[3] }

  /// The input channels and output channels of each group that act on each other.
  func groups(of sources: [Int], _ outputs: [Int]) -> [(sources: [Int], outputs: [Int])] {
    let (fromEach, toEach) = (shape[1], shape[0] / geometry.groups)
    let (from, to) = (
      Dictionary(grouping: sources) { $0 / fromEach }, Dictionary(grouping: outputs) { $0 / toEach }
    )
    return from.keys.sorted().compactMap { group in
      guard let outputs = to[group], let sources = from[group] else { return nil }
      return (sources, outputs)
    }
  }

  /// Whether each output pixel sees one pixel of each channel and nothing else.
  var isPointwise: Bool { taps == 1 && geometry.padding == (0, 0) }

  /// The weights of `source` on `outputs`, as a convolution of one channel.
  func weights(of source: Int, on outputs: [Int]) -> Tensor {
    let start = source % shape[1] * taps
    let elements = outputs.flatMap { output -> ArraySlice<Float> in
      let first = output * shape[1] * taps + start
      return weights[first..<first + taps]
    }
    return Tensor(shape: [outputs.count, 1, shape[2], shape[3]], elements: elements)
  }

  /// The geometry for one channel.
  var channelGeometry: ConvolutionGeometry {
    ConvolutionGeometry(stride: geometry.stride, padding: geometry.padding, dilation: geometry.dilation)
  }

  /// The extent of the output.
  var outputSize: (height: Int, width: Int) {
    geometry.outputSize(height: view.height, width: view.width, kernelHeight: shape[2], kernelWidth: shape[3])
  }
}
