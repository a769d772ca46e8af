import AssayBase
import AssayTensor

extension Pictorial {
  /// The image with every value a Gaussian mean of those around it, of standard deviation `sigma` pixels.
  ///
  /// Weights exp(−d²/2σ²) up to a distance of `radius` pixels, by default 3σ rounded up, divided by their sum; columns and
  /// rows one after the other. Beyond the border the image is mirrored without repeating its last row and column. A sigma
  /// of zero changes nothing. Cost: proportional to the radius.
  public func gaussianBlurred(sigma: Double, radius: Int? = nil) -> Self {
    let radius = radius ?? BlurWeights.radius(of: sigma)
    return gaussianBlurred(sigma: (sigma, sigma), radius: (radius, radius))
  }

  /// The Gaussian mean with its own sigma and radius along rows (x) and columns (y).
  package func gaussianBlurred(sigma: (x: Double, y: Double), radius: (x: Int, y: Int)) -> Self {
    filtered(
      across: BlurWeights.gaussian(sigma: sigma.x, radius: radius.x),
      down: BlurWeights.gaussian(sigma: sigma.y, radius: radius.y))
  }

  /// The image with every value the mean of the square of `width` × `width` pixels around it, mirrored at the border.
  ///
  /// Any finite width of at least 1, which changes nothing: pixels that the square cuts through count by their share.
  public func boxBlurred(width: Double) -> Self {
    let weights = BlurWeights.box(width: width)
    return filtered(across: weights, down: weights)
  }

  private func filtered(across: [Double], down: [Double]) -> Self {
    if across.count == 1 && down.count == 1 { return self }
    return mapped(by: .filtering(across: across, down: down, extent))
  }

  /// The image as a camera sees it that moves along a line of `size` pixels, `degrees` counter-clockwise from the right.
  ///
  /// The mean over the line, centred on each pixel; beyond the border the outermost pixels are repeated.
  ///
  /// - Parameter size: odd and positive; 1 changes nothing.
  public func motionBlurred(size length: Int, degrees: Double) -> Self {
    precondition(length > 0 && length % 2 == 1, "a line of motion has an odd number of pixels, not \(length)")
    if length == 1 { return self }
    let kernel = BlurWeights.motion(size: length, degrees: degrees).map { Float($0) }
    return changedByChannel { images in
      let channels = images.shape[1]
      let weight = Tensor(shape: [1, 1, length, length], elements: kernel)
      return images.padded(Margins(length / 2), with: .replicated).convolved(
        with: weight.broadcast(to: [channels, 1, length, length]), bias: nil, ConvolutionGeometry(groups: channels))
    }
  }
}

extension PixelMap {
  /// Weighted means along the rows and along the columns, mirrored at the border.
  static func filtering(across: [Double], down: [Double], _ extent: (height: Int, width: Int)) -> PixelMap {
    PixelMap(rows: .filter(down, length: extent.height), columns: .filter(across, length: extent.width))
  }
}

/// What blurs weigh the neighbours of a pixel by.
package enum BlurWeights {
  /// How far a Gaussian reaches.
  static func radius(of sigma: Double) -> Int { Int(min(3 * sigma, 4096).rounded(.up)) }

  /// A Gaussian; its sum is 1.
  static func gaussian(sigma: Double, radius: Int) -> [Double] {
    precondition(sigma >= 0 && sigma.isFinite && radius >= 0, "a blur needs a sigma and a radius that are not negative")
    if sigma == 0 || radius == 0 { return [1] }
    let weights = (-radius...radius).map { Elementary.exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// A box of any width of at least 1; its sum is 1.
  static func box(width: Double) -> [Double] {
    precondition(width >= 1 && width.isFinite, "a box is at least one pixel wide, not \(width)")
    let reach = (width - 1) / 2
    let whole = Int(min(reach, 4096).rounded(.down))
    let edge = reach - Double(whole)
    let inner = [Double](repeating: 1 / width, count: 2 * whole + 1)
    return edge > 0 ? [edge / width] + inner + [edge / width] : inner
  }

  /// The weights of a line of motion, `size`² of them: 16·size + 1 points of the line, each spread on its four neighbours.
  package static func motion(size: Int, degrees: Double) -> [Double] {
    let turn = Trigonometry.sineAndCosine(degrees: degrees)
    let centre = Double(size - 1) / 2
    var kernel = [Double](repeating: 0, count: size * size)
    let points = 16 * size
    for point in 0...points {
      let along = Double(size - 1) * (Double(point) / Double(points) - 0.5)
      let (row, column) = (centre - along * turn.sine, centre + along * turn.cosine)
      let (top, left) = (row.rounded(.down), column.rounded(.down))
      for (y, down) in [(Int(top), 1 - (row - top)), (Int(top) + 1, row - top)] where y >= 0 && y < size {
        for (x, right) in [(Int(left), 1 - (column - left)), (Int(left) + 1, column - left)] where x >= 0 && x < size {
          kernel[y * size + x] += down * right
        }
      }
    }
    let sum = kernel.reduce(0, +)
    return kernel.map { $0 / sum }
  }
}
