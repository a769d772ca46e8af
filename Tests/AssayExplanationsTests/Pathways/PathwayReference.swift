import AssayNetworks
import AssayTensor

/// The definitions of importance and influence, computed pixel by pixel.
struct PathwayReference {
  let graph: NetworkGraph
  let images: Tensor

  /// The maxima of a layer's channels, image by image.
  func maxima(_ layer: String) throws -> [[Float]] {
    try planes(layer).map { $0.map { $0.max() ?? -.infinity } }
  }

  /// For each image and channel the pixels of what a layer gives.
  func planes(_ layer: String) throws -> [[[Float]]] {
    guard let value = graph.values(for: images)[try graph.layer(layer).output] else { return [] }
    let (channels, size) = (value.shape[1], value.shape.dimensions.dropFirst(2).reduce(1, *))
    let elements = value.elements
    return (0..<value.shape[0]).map { image in
      (0..<channels).map { channel in
        let start = (image * channels + channel) * size
        return Array(elements[start..<start + size])
      }
    }
  }

  /// For each channel of `layer`, which has H×W pixels, and each output of `weight`, the median of the largest answers.
  func influence(of layer: String, height: Int, width: Int, weight: Tensor, stride: Int, padding: Int) throws
    -> [[Double]]
  {
    let planes = try planes(layer)
    let (outputs, inputs, kernel) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let taps = weight.elements
    return (0..<inputs).map { input in
      (0..<outputs).map { output in
        Self.median(
          planes.map { plane in
            var best = -Float.infinity
            for top in Swift.stride(from: -padding, through: height + padding - kernel, by: stride) {
              for left in Swift.stride(from: -padding, through: width + padding - kernel, by: stride) {
                var sum: Float = 0
                for y in 0..<kernel where (0..<height).contains(top + y) {
                  for x in 0..<kernel where (0..<width).contains(left + x) {
                    let tap = ((output * inputs + input) * kernel + y) * kernel + x
                    sum += taps[tap] * plane[input][(top + y) * width + left + x]
                  }
                }
                best = max(best, sum)
              }
            }
            return best
          })
      }
    }
  }

  static func median(_ values: [Float]) -> Double {
    let sorted = values.sorted().map(Double.init)
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
