import AssayBase
import AssayNetworks
import AssayTensor

/// The largest answers of output channels to single input channels, over the extent: max (activation_i ∗ kernel_ij).
struct KernelResponses {
  let kernel: ChannelKernel
  let sources: [Int]
  let outputs: [Int]

  /// The number of pairs of a source and an output.
  var pairCount: Int { sources.count * outputs.count }

  /// For each pair, outputs of a source side by side, the answers for all images of `activations`, those of a pair side by
  /// side.
  ///
  /// - Parameter activations: N images of what the kernel reads.
  func values(for activations: Tensor) throws -> [[Float]] {
    let count = activations.shape[0]
    let view = kernel.view
    let images = activations.reshaped(to: [count, view.channels, view.height, view.width])
    if kernel.isPointwise { return pointwise(images) }
    let planes = images.elements
    let extent = view.height * view.width
    let answers = try WorkerPool.map(sources.count) { place in
      let source = sources[place]
      let plane = Tensor(shape: [count, 1, view.height, view.width]) { out in
        planes.withUnsafeBufferPointer { planes in
          guard let first = planes.baseAddress else { return }
          for image in 0..<count {
            (out + image * extent).update(from: first + (image * view.channels + source) * extent, count: extent)
          }
        }
      }
      let answer = plane.convolved(with: kernel.weights(of: source, on: outputs), bias: nil, kernel.channelGeometry)
      return Self.maxima(of: answer).elements
    }
    return answers.flatMap { answer in
      outputs.indices.map { output in (0..<count).map { answer[$0 * outputs.count + output] } }
    }
  }

  /// The answers to kernels of one tap: the largest product with a number is the product with the largest, or with the
  /// smallest where the weight is below 0.
  private func pointwise(_ images: Tensor) -> [[Float]] {
    let (count, channels) = (images.shape[0], images.shape[1])
    let seen = images.maxPooled(PoolingGeometry(kernel: (1, 1), stride: kernel.geometry.stride))
    let largest = Self.maxima(of: seen).elements
    let smallest = Self.maxima(of: seen * -1).elements
    return sources.flatMap { source in
      kernel.weights(of: source, on: outputs).elements.map { weight in
        (0..<count).map { image in
          let place = image * channels + source
          return weight * (weight < 0 ? -smallest[place] : largest[place])
        }
      }
    }
  }

  private static func maxima(of images: Tensor) -> Tensor {
    images.maxPooled(PoolingGeometry(kernel: (images.shape[2], images.shape[3])))
  }
}
