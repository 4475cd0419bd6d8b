package dev.rankine.mnist.report;

import dev.rankine.mnist.data.DigitData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small images of one size side by side on white, as a PNG file. */
final class Sheet {
  private static final int GAP = 4;
  private static final int WIDEST = 900;
  private static final int LARGEST_CELL = 16;
  private static final int TILE = 96;

  private final int width;
  private final int height;
  private final int perRow;
  private final byte[] rgb;
  private final int sheetWidth;
  private final int sheetHeight;

  private Sheet(int count, int width, int height) {
    this.width = width;
    this.height = height;
    this.perRow = Math.clamp(WIDEST / (width + GAP), 1, count);
    int rows = (count + perRow - 1) / perRow;
    this.sheetWidth = perRow * (width + GAP) + GAP;
    this.sheetHeight = rows * (height + GAP) + GAP;
    this.rgb = new byte[3 * sheetWidth * sheetHeight];
    Arrays.fill(rgb, (byte) 255);
  }

  static byte[] ofPictures(List<Picture> pictures) {
    Picture first = pictures.getFirst();
    int side = Math.clamp(TILE / Math.max(first.rows(), 3), 1, LARGEST_CELL);
    int fitting = Math.clamp(WIDEST / first.columns(), 1, side);
    List<byte[]> images = new ArrayList<>();
    pictures.forEach(picture -> images.add(picture.overWhite(fitting)));
    return of(images, first.columns() * fitting, first.rows() * fitting);
  }

  static byte[] ofMistakes(List<Findings.Mistake> mistakes) {
    List<byte[]> images = new ArrayList<>();
    for (Findings.Mistake mistake : mistakes) {
      byte[] own = new byte[3 * DigitData.PIXELS];
      for (int i = 0; i < own.length; i++) {
        own[i] = mistake.pixels()[i / 3];
      }
      images.add(own);
    }
    return of(images, DigitData.SIDE, DigitData.SIDE);
  }

  private static byte[] of(List<byte[]> images, int width, int height) {
    Sheet sheet = new Sheet(images.size(), width, height);
    for (int i = 0; i < images.size(); i++) {
      sheet.put(i, images.get(i));
    }
    return Png.of(Png.Kind.RGB, sheet.sheetWidth, sheet.sheetHeight, sheet.rgb);
  }

  private void put(int index, byte[] image) {
    int left = GAP + index % perRow * (width + GAP);
    int top = GAP + index / perRow * (height + GAP);
    for (int y = 0; y < height; y++) {
      int at = 3 * ((top + y) * sheetWidth + left);
      System.arraycopy(image, 3 * y * width, rgb, at, 3 * width);
    }
  }
}
