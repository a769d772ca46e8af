import AssayTensor

extension Image {
  /// A photograph of an eye's fundus as Graham prepared those of the diabetic retinopathy competition of 2015.
  ///
  /// The image is resized so that the eye has the radius `radius`; from it the local mean is subtracted,
  /// 4·x − 4·Gaussian(x, radius/30) + ½, cut to [0, 1]; what is farther from the centre than 0.9 radii is gray ½. Then the
  /// square about the centre that holds the eye is resized to `side` pixels. The radius is half the number of pixels of the
  /// middle row whose sum of channels exceeds a tenth of the row's mean; a row without any counts whole.
  ///
  /// Graham 2015, "Kaggle diabetic retinopathy detection competition report", section 1.
  ///
  /// - Parameters:
  ///   - side: the side of the result.
  ///   - radius: the radius that details are judged at.
  public func grahamPrepared(side: Int, radius: Int = 300) -> Image {
    precondition(side > 0 && radius > 0, "a prepared photograph needs a side and a radius, not \(side) and \(radius)")
    let scale = Double(radius) / eyeRadius
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
    let eye = resized(height: scaled(size.height), width: scaled(size.width), by: .antialiasedBilinear)
    let contrast = eye.changedByChannel { images in
      (images - images.gaussianBlurred(sigma: Double(radius) / 30)) * 4 + 0.5
    }
    return contrast.masked(radius: 0.9 * Double(radius))
      .centerCropped(height: 2 * radius, width: 2 * radius, fill: 0.5).resized(height: side, width: side)
  }

  /// Half the number of pixels of the middle row that are not background.
  private var eyeRadius: Double {
    let (middle, plane) = (size.height / 2, size.height * size.width)
    let sums = (0..<size.width).map { column in
      (0..<size.channels).reduce(Float(0)) { $0 + values[$1 * plane + middle * size.width + column] }
    }
    let mean = sums.reduce(0, +) / Float(sums.count)
    let bright = sums.count { $0 > mean / 10 }
    return Double(bright == 0 ? size.width : bright) / 2
  }

  /// The image with gray ½ beyond a distance from its centre.
  private func masked(radius: Double) -> Image {
    let (height, width) = extent
    var inside = [Float](repeating: 0, count: height * width)
    for row in 0..<height {
      let down = Double(row - height / 2)
      let square = radius * radius - down * down
      guard square >= 0 else { continue }
      let half = Int(square.squareRoot())
      let columns = max(0, width / 2 - half)..<min(width, width / 2 + half + 1)
      inside.replaceSubrange(
        row * width + columns.lowerBound..<row * width + columns.upperBound,
        with: repeatElement(1, count: columns.count))
    }
    let mask = Tensor(shape: [1, 1, height, width], elements: inside)
    return changedByChannel { $0 * mask + (1 - mask) * 0.5 }
  }
}
