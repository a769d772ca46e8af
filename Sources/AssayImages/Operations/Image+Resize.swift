import AssayTensor

extension Image {
  /// The image brought to another size.
  ///
  /// Values that bicubic interpolation throws beyond [0, 1] are cut. Cost: proportional to the larger of both images; a
  /// photograph of 16 megapixels takes a fraction of a second.
  ///
  /// - Parameter method: with antialiasing unless said otherwise, as torchvision and Pillow resize pictures.
  public func resized(height: Int, width: Int, by method: Interpolation = .antialiasedBilinear) -> Image {
    if height == size.height && width == size.width { return self }
    return changedByChannel { $0.resized(height: height, width: width, by: method) }
  }

  /// The image brought to a size whose shorter side is `side`, in its own proportions.
  ///
  /// The longer side is rounded down, as in torchvision.
  public func resized(shorterSide side: Int, by method: Interpolation = .antialiasedBilinear) -> Image {
    let new = size.scaled(toShorterSide: side)
    return resized(height: new.height, width: new.width, by: method)
  }
}

extension ImageSize {
  /// The size of the same proportions whose shorter side is `side`; the longer one is rounded down.
  public func scaled(toShorterSide side: Int) -> ImageSize {
    precondition(side > 0, "an image cannot have a side of \(side) pixels")
    let shorter = min(height, width)
    return ImageSize(channels: channels, height: side * height / shorter, width: side * width / shorter)
  }
}

extension ByteImage {
  /// The picture brought to another size, as an image; the same bits as `Image(picture).resized(…)`.
  ///
  /// Smaller images are made without the whole picture in floating point, four times its memory: the way to load photographs.
  public func resized(height: Int, width: Int, by method: Interpolation = .antialiasedBilinear) -> Image {
    let isSame = height == self.height && width == self.width
    guard height > 0, width > 0, height <= self.height, !isSame else {
      return Image(self).resized(height: height, width: width, by: method)
    }
    return bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("a picture without pixels") }
      return Image(
        clamping: Tensor(
          resizing: start, channels: channels, from: (self.height, self.width), to: (height, width), by: method))
    }
  }

  /// The picture brought to a size whose shorter side is `side`, as ``AssayImages/Image/resized(shorterSide:by:)``.
  public func resized(shorterSide side: Int, by method: Interpolation = .antialiasedBilinear) -> Image {
    let new = ImageSize(channels: channels, height: self.height, width: self.width).scaled(toShorterSide: side)
    return resized(height: new.height, width: new.width, by: method)
  }
}
