layout(binding = 0) uniform sampler2D bitmap;

layout(location = 0) out vec4 colour;

// The bitmap's rows start at the top, a window's at the bottom.
void main()
{
    ivec2 place = ivec2(gl_FragCoord.xy);
    colour = texelFetch(bitmap, ivec2(place.x, textureSize(bitmap, 0).y - 1 - place.y), 0);
}
