import AssayBase
import AssayCheck
import AssayDatasets
import AssayImages
import AssayNetworks

extension Generator where Value == Image {
  /// Images of one size that show one of the textures over a fill, on the 8-bit grid.
  ///
  ///     try await forAll(.image(size: ImageSize(channels: 1, height: 28, width: 28))) { image in
  ///       try #expect(model.label(of: image) == model.label(of: image.brightened(by: 0.01)))
  ///     }
  ///
  /// Textures are equally likely; half of the fills are black. A case takes at most eight choices however large the image.
  /// Shrinks to the black image with as few pixels changed as still fail (above 32 pixels a side first in cells, and then
  /// in places that all remaining cells share), each as little as possible: "no pixel above 200" ends at one of 201.
  ///
  /// Throws ``AssayError`` when drawn from if `textures` is empty.
  public static func image(
    size: ImageSize, textures: [ImageTexture] = ImageTexture.allCases
  ) -> Generator<Image> {
    Generator(describing: { $0.description }) { source in
      guard !textures.isEmpty else {
        throw AssayError(
          .empty, "a generated image has no texture to show", expected: "at least one", found: "none",
          advice: "Leave `textures:` out for all of them, or write `[.flat]` for one colour")
      }
      let texture = textures[try source.index(below: textures.count)]
      let fill = try source.bytes(count: size.channels...size.channels) { Self.fill(size.channels, from: &$0) }
      // The fill has a mask of its own, so that a flat image too is reduced to a single pixel over black.
      let extent = try CellMask(for: (size.height, size.width), filling: .full, from: &source)
      var canvas = ImageCanvas(size: size)
      canvas.paint(fill, extent.levels(height: size.height, width: size.width))
      if texture == .flat { return canvas.image }
      let seed = try source.integer(in: 0...65_535, spread: .even)
      // Which channels take part: that of grey images takes part through the mask.
      let weights =
        size.channels == 1
        ? [255]
        : try source.bytes(count: size.channels...size.channels) { _ in Array(repeating: 255, count: size.channels) }
      let mask = try CellMask(
        for: (size.height, size.width), filling: texture == .sparse ? .sparse : .full, from: &source)
      var field = TextureField(size: size, seed: seed)
      let levels = mask.levels(height: size.height, width: size.width)
      canvas.paint(field.values(of: texture), levels, weights)
      return canvas.image
    }
  }

  /// Images that a model takes; see ``Generator/image(size:textures:)``.
  ///
  /// Throws ``AssayError`` when drawn from if the model takes no images of channels × height × width.
  public static func image(
    for model: some Classifier, textures: [ImageTexture] = ImageTexture.allCases
  ) -> Generator<Image> {
    let shape = model.inputShape
    guard shape.rank == 3, shape.dimensions.allSatisfy({ $0 > 0 }) else {
      return Generator { _ in
        throw AssayError(
          .shapeMismatch, "the model \(model.name) takes no images", expected: "channels × height × width",
          found: "\(shape)", advice: "Write `.image(size: …)`")
      }
    }
    return image(size: ImageSize(channels: shape[0], height: shape[1], width: shape[2]), textures: textures)
  }

  /// Images of the size of a data set's; see ``Generator/image(size:textures:)``.
  public static func image(like data: Dataset, textures: [ImageTexture] = ImageTexture.allCases) -> Generator<Image> {
    image(size: data.imageSize, textures: textures)
  }

  /// Black half of the time, else white, grey or any colour.
  private static func fill(_ channels: Int, from stream: inout RandomStream) -> [UInt8] {
    switch stream.integer(below: 8) {
    case 0...3: Array(repeating: 0, count: channels)
    case 4: Array(repeating: 255, count: channels)
    case 5, 6: Array(repeating: UInt8(stream.integer(below: 256)), count: channels)
    default: (0..<channels).map { _ in UInt8(stream.integer(below: 256)) }
    }
  }
}

extension Generator where Value == ImageSize {
  /// Sizes of images, shrinking to few channels and short sides.
  ///
  ///     try await forAll(.imageSize(height: 1...64, width: 1...64).flatMap { .image(size: $0) }) { image in … }
  ///
  /// Throws ``AssayError`` when drawn from if a range or the channels hold anything below 1, or there are no channels.
  public static func imageSize(
    channels: [Int] = [1, 3], height: ClosedRange<Int> = 1...32, width: ClosedRange<Int> = 1...32
  ) -> Generator<ImageSize> {
    Generator { source in
      guard !channels.isEmpty, channels.allSatisfy({ $0 > 0 }), height.lowerBound > 0, width.lowerBound > 0 else {
        throw AssayError(
          .invalidArgument, "an image has at least one channel, row and column", expected: "numbers from 1",
          found: "channels \(channels), height \(height), width \(width)",
          advice: "Write `.imageSize(channels: [1, 3], height: 8...32, width: 8...32)`")
      }
      return ImageSize(
        channels: channels[try source.index(below: channels.count)], height: try source.integer(in: height),
        width: try source.integer(in: width))
    }
  }
}
