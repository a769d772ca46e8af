/// How the joints of a hand are held.
struct HandPose: Sendable {
  /// How a finger is held; angles in degrees, clockwise as one sees it from straight away from the palm.
  enum Finger: Sendable, Equatable {
    /// Stretched in a direction.
    case straight(Float)
    /// Stretched halfway, and the rest bent sharply towards the thumb.
    case hooked(Float)
    /// Bent evenly towards the thumb, as around a glass.
    case curved(Float)
    /// Folded onto the palm; `reach` is how far down its tip comes, 1 is usual.
    case folded(reach: Float)
  }

  /// How the thumb is held.
  enum Thumb: Sendable, Equatable {
    /// Beside the index finger, upright.
    case upright
    /// Stretched away from the hand.
    case away
    /// Across the palm, below the fingers.
    case across
    /// Across folded fingers, above them.
    case over
    /// Along the tips of folded fingers.
    case under
    /// Its tip meets that of curved fingers.
    case meeting
    /// Its tip shows between two knuckles: 1 is between index and middle finger.
    case between(Int)
  }

  /// Index, middle, ring and little finger.
  let fingers: [Finger]
  let thumb: Thumb
  /// The turn of the whole hand in degrees, clockwise.
  let turn: Float

  init(_ fingers: [Finger], _ thumb: Thumb, turn: Float = 0) {
    self.fingers = fingers
    self.thumb = thumb
    self.turn = turn
  }
}
