/// Many small pictures with their captions in rows, in sections under a title.
///
/// Small images are enlarged by whole factors without smoothing, so that single pixels stay what they are.
public struct ContactSheet: Sendable {
  /// One thing to see: pictures side by side, and lines below them.
  public struct Tile: Sendable {
    /// The pictures, all of one size.
    public var pictures: [ByteImage]
    /// The lines below, each cut where it is too long.
    public var caption: [String]

    /// Makes a tile.
    public init(pictures: [ByteImage], caption: [String]) { (self.pictures, self.caption) = (pictures, caption) }
  }

  /// Tiles that belong together.
  public struct Section: Sendable {
    /// The line above them.
    public var name: String
    /// The tiles, row by row.
    public var tiles: [Tile]

    /// Makes a section.
    public init(name: String, tiles: [Tile]) { (self.name, self.tiles) = (name, tiles) }
  }

  /// The line or lines on top.
  public var title: String
  /// The sections from top to bottom.
  public var sections: [Section]
  /// The line or lines at the end.
  public var footer: String

  /// Makes a sheet.
  public init(title: String, sections: [Section], footer: String = "") {
    (self.title, self.sections, self.footer) = (title, sections, footer)
  }
}
