import AssayBase
import AssayTensor

/// What JPEG does to images, as differentiable functions of tensors: for attacks through it and on its coefficients.
///
/// Colours become luma and two chromas (JFIF 1.02), chroma is averaged where subsampled, each 8×8 block of samples minus
/// 128 is transformed (orthonormal DCT-II) and divided by its quantization table. Values between are not rounded to bytes,
/// and chroma is enlarged by repetition, so results differ from a file's by a few hundredths.
///
/// Images are N×3×H×W or N×1×H×W (gray) in [0, 1], of any size: partial blocks are filled by repeating the edge.
/// Sources: Shin and Song, "JPEG-resistant adversarial images" (2017); Kang et al., "Testing robustness against unforeseen
/// adversaries" (2019), appendix A, which perturbs the coefficients.
public struct JPEGSimulation: Sendable {
  /// How coefficients become whole numbers.
  public enum Rounding: Sendable, Hashable {
    /// To the nearest, halves to the even one; the derivative is 0 everywhere.
    case nearest
    /// `round(v) + (v - round(v))³`, which has a derivative.
    case smooth
    /// Not at all: what the transform alone does, the identity up to chroma.
    case none
  }

  /// The quality, 1 to 100, that scales the quantization tables.
  public let quality: Int
  /// How chroma is averaged.
  public let subsampling: JPEG.Subsampling

  private let luma: BlockTransform
  private let chroma: BlockTransform

  /// Makes the simulation of a quality from 1 to 100.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` for another quality.
  public init(quality: Int, subsampling: JPEG.Subsampling = .half) throws {
    try JPEGQuantization.check(quality: quality)
    self.quality = quality
    self.subsampling = subsampling
    luma = BlockTransform(divisors: JPEGQuantization.luma(quality: quality))
    chroma = BlockTransform(divisors: JPEGQuantization.chroma(quality: quality))
  }

  /// `images` as they come back from JPEG, clipped to [0, 1].
  public func callAsFunction(_ images: Tensor, rounding: Rounding = .nearest) -> Tensor {
    self.images(from: coefficients(of: images).rounded(rounding))
  }

  /// The coefficients of `images`, divided by the quantization tables and not rounded.
  public func coefficients(of images: Tensor) -> JPEGCoefficients {
    let shape = images.shape
    precondition(
      shape.rank == 4 && (shape[1] == 1 || shape[1] == 3) && shape[2] > 0 && shape[3] > 0,
      "JPEG is of N×1×H×W or N×3×H×W images, not of a tensor of shape \(shape)")
    let (rows, columns) = shape[1] == 1 ? (1, 1) : factors
    let margins = Margins(bottom: -shape[2] & (8 * rows - 1), right: -shape[3] & (8 * columns - 1))
    let whole = margins == Margins() ? images : images.padded(margins, with: .replicated)
    guard shape[1] == 3 else {
      return JPEGCoefficients(planes: [luma.coefficients(of: whole * 255 - 128)], height: shape[2], width: shape[3])
    }
    let samples = whole.convolved(with: Self.fromRGB, bias: Self.fromRGBBias, ConvolutionGeometry())
    var colours = samples.channels(1..<3)
    if rows * columns > 1 { colours = colours.averagePooled(PoolingGeometry(kernel: (rows, columns))) }
    return JPEGCoefficients(
      planes: [
        luma.coefficients(of: samples.channels(0..<1)), chroma.coefficients(of: colours.channels(0..<1)),
        chroma.coefficients(of: colours.channels(1..<2)),
      ],
      height: shape[2], width: shape[3])
  }

  /// The images that `coefficients` stand for, clipped to [0, 1].
  public func images(from coefficients: JPEGCoefficients) -> Tensor {
    let (height, width, planes) = (coefficients.height, coefficients.width, coefficients.planes)
    var images: Tensor
    if planes.count == 1 {
      images = (luma.samples(planes[0], rows: (height + 7) / 8) + 128) / 255
    } else {
      let (rows, columns) = factors
      let units = (height + 8 * rows - 1) / (8 * rows)
      var colours = Tensor.concatenatingChannels(planes[1...].map { chroma.samples($0, rows: units) })
      if rows * columns > 1 {
        colours = colours.resized(height: colours.shape[2] * rows, width: colours.shape[3] * columns, by: .nearest)
      }
      let samples = Tensor.concatenatingChannels([luma.samples(planes[0], rows: units * rows), colours])
      images = samples.convolved(with: Self.toRGB, bias: Self.toRGBBias, ConvolutionGeometry())
    }
    let margins = Margins(bottom: height - images.shape[2], right: width - images.shape[3])
    if margins != Margins() { images = images.padded(margins) }
    return images.clamped(0, 1)
  }

  /// Pixels down and across for each sample of chroma.
  private var factors: (rows: Int, columns: Int) {
    (subsampling == .half ? 2 : 1, subsampling == .none ? 1 : 2)
  }

  private static let fromRGB = Tensor(
    shape: [3, 3, 1, 1],
    elements: [0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312].map { $0 * 255 })
  /// Chroma's 128 and that of the transform cancel.
  private static let fromRGBBias = Tensor(shape: [3], elements: [-128, 0, 0])
  private static let toRGB = Tensor(
    shape: [3, 3, 1, 1], elements: [1, 0, 1.402, 1, -0.344136, -0.714136, 1, 1.772, 0].map { $0 / 255 })
  private static let toRGBBias = Tensor(repeating: 128 / 255, shape: [3])
}
