import AssayTensor
import CAssayKernels

/// Fills removed pixels with the weighted means of their neighbours, which may be removed themselves (Rong et al. 2022).
struct LinearImputation: Sendable {
  let height: Int
  let width: Int

  /// The size of the residual, relative to the right side, at which a solution is one.
  private static let tolerance = 1e-9

  /// The image 1×C×H×W with the pixels `removed`, not all, filled in.
  func filling(_ image: Tensor, at removed: [Int]) -> Tensor {
    guard !removed.isEmpty else { return image }
    var elements = image.elements
    let size = height * width
    let places = removed.map { Int32($0) }
    var room = [Double](repeating: 0, count: assay_impute_room(height, width, places.count))
    for start in stride(from: 0, to: elements.count, by: size) {
      elements.withUnsafeMutableBufferPointer { buffer in
        guard let plane = buffer.baseAddress else { return }
        assay_impute(plane + start, height, width, places, places.count, Self.tolerance, &room)
      }
    }
    return Tensor(shape: image.shape, elements: elements)
  }
}
