import AssayImages
import AssayTensor

/// Activation maps of layers for versions of one image, below one another: tiles of channels, a scale for each layer.
package struct ActivationSheet: Sendable {
  /// A layer: for each version the maps C×H×W of the same channels.
  package struct Layer: Sendable {
    package let name: String
    /// The channels shown.
    package let channels: [Int]
    /// For each version the activations of all channels, C×H×W.
    package let maps: [Tensor]

    package init(name: String, channels: [Int], maps: [Tensor]) {
      (self.name, self.channels, self.maps) = (name, channels, maps)
    }
  }

  /// The line on top.
  package let title: String
  /// What the versions are called: "original", "0.1".
  package let versions: [String]
  /// The image of each version.
  package let images: [Image]
  /// The layers in order.
  package let layers: [Layer]

  package init(title: String, versions: [String], images: [Image], layers: [Layer]) {
    (self.title, self.versions, self.images, self.layers) = (title, versions, images, layers)
  }

  private static let (margin, tile, gap, textScale) = (24, 64, 6, 2)
  private static let labelWidth = 170
  private static let line = PixelFont.lineHeight * textScale
  private static let ink = PixelColour(30, 32, 36)
  private static let faint = PixelColour(95, 98, 105)

  /// Draws the sheet.
  ///
  /// - Throws: `AssayError` when an image has not 1, 3 or 4 channels.
  package func rendered() throws -> ByteImage {
    let columns = max(layers.map(\.channels.count).max() ?? 1, 10)
    let width = 2 * Self.margin + Self.labelWidth + columns * (Self.tile + Self.gap)
    let titles = TextWrapping.lines(
      of: title, columns: PixelFont.capacity(of: width - 2 * Self.margin, scale: Self.textScale), limit: 3)
    let block = versions.count * (Self.tile + Self.gap) + 2 * Self.line + 58
    let top = Self.margin + titles.count * Self.line + 12
    let imageBlock = Self.tile * 2 + Self.line + 24
    var canvas = Canvas(
      width: width, height: top + imageBlock + layers.count * block + Self.margin, colour: PixelColour(250, 250, 248))
    for (index, text) in titles.enumerated() {
      canvas.draw(
        text, x: Self.margin, y: Self.margin + index * Self.line, scale: Self.textScale, colour: Self.ink, isBold: true)
    }
    for (index, image) in images.enumerated() {
      let x = Self.margin + Self.labelWidth + index * (2 * Self.tile + 5 * Self.gap)
      canvas.draw(try Self.fitted(ByteImage(image), side: 2 * Self.tile), x: x, y: top)
      canvas.draw(
        versions[index], x: x, y: top + 2 * Self.tile + 6, scale: Self.textScale, colour: Self.ink)
    }
    for (index, layer) in layers.enumerated() {
      try draw(layer, y: top + imageBlock + index * block, on: &canvas)
    }
    return canvas.picture
  }

  private func draw(_ layer: Layer, y: Int, on canvas: inout Canvas) throws {
    let all = layer.maps.flatMap { map in layer.channels.flatMap { Self.plane($0, of: map) } }
    let limit = all.map(\.magnitude).max() ?? 0
    let scale: ColourScale = all.contains { $0 < 0 } ? .diverging : .sequential
    canvas.draw(layer.name, x: Self.margin, y: y, scale: Self.textScale, colour: Self.ink, isBold: true)
    let left = Self.margin + Self.labelWidth
    for (column, channel) in layer.channels.enumerated() {
      canvas.draw(
        "\(channel)", x: left + column * (Self.tile + Self.gap), y: y, scale: Self.textScale, colour: Self.faint)
    }
    for (row, map) in layer.maps.enumerated() {
      let lineTop = y + Self.line + 2 + row * (Self.tile + Self.gap)
      canvas.draw(
        versions[row], x: Self.margin, y: lineTop + Self.tile / 2 - 9, scale: Self.textScale, colour: Self.faint)
      for (column, channel) in layer.channels.enumerated() {
        let tile = try Self.tile(channel, of: map, limit: limit, scale)
        let x = left + column * (Self.tile + Self.gap)
        canvas.draw(tile, x: x, y: lineTop)
        canvas.stroke(
          PixelRectangle(x: x - 1, y: lineTop - 1, width: tile.width + 2, height: tile.height + 2),
          PixelColour(170, 172, 178))
      }
    }
    let bottom = y + Self.line + 2 + layer.maps.count * (Self.tile + Self.gap) + 4
    canvas.draw(ColourBar(scale, limit: limit, caption: "activation").rendered(), x: left, y: bottom)
  }

  private static func plane(_ channel: Int, of map: Tensor) -> ArraySlice<Float> {
    let size = map.count / map.shape[0]
    return map.elements[channel * size..<(channel + 1) * size]
  }

  private static func tile(_ channel: Int, of map: Tensor, limit: Float, _ scale: ColourScale) throws -> ByteImage {
    let (height, width) = (map.shape[1], map.shape[2])
    let bytes = plane(channel, of: map).flatMap { value -> [UInt8] in
      let colour = scale.colour(of: limit > 0 ? value / limit : 0)
      return [colour.red, colour.green, colour.blue]
    }
    return try fitted(ByteImage(width: width, height: height, channels: 3, bytes: bytes), side: tile)
  }

  /// A picture enlarged by a whole factor, or made smaller, to fit a square.
  private static func fitted(_ picture: ByteImage, side: Int) throws -> ByteImage {
    let longest = max(picture.width, picture.height)
    guard longest <= side else {
      let image = Image(picture)
      return try ByteImage(
        image.resized(height: max(1, picture.height * side / longest), width: max(1, picture.width * side / longest)))
    }
    let factor = side / longest
    var canvas = Canvas(width: picture.width * factor, height: picture.height * factor)
    canvas.draw(picture, x: 0, y: 0, scale: factor)
    return canvas.picture
  }
}
