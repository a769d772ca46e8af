extension CounterexamplePicture {
  /// An image with a name above it and lines of text below it.
  public struct Panel: Sendable {
    /// The name, in bold.
    public var name: String
    /// The image.
    public var picture: ByteImage
    /// The lines below the image, each wrapped when it is too long.
    public var caption: [String]
    /// For each pixel whether it is to be outlined; empty when none is.
    var marks: [Bool] = []

    /// Makes a panel.
    public init(name: String, picture: ByteImage, caption: [String] = []) {
      (self.name, self.picture, self.caption) = (name, picture, caption)
    }

    /// How many pixels wide and high each pixel of the image is drawn.
    ///
    /// The short side gets about 200 pixels, at least 160, unless that makes the long side longer than 800.
    var scale: Int {
      let (short, long) = (min(picture.width, picture.height), max(picture.width, picture.height))
      return max(1, min(max((200 + short / 2) / short, (159 + short) / short), 800 / long))
    }
  }
}
